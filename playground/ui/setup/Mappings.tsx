// The list of mappings.
import { useContext } from 'preact/hooks'
import { replace } from '../session/changes'
import { Host } from '../session/host'
import { setup } from '../session/state'
import { MappingForm, opened } from './MappingForm'
import { MAX_MAPPINGS } from '../../core/definition'
import { defaultMapping, nextId } from '../../core/setup/setup'
import type { Mapping } from '../../core/setup/setup'

export function Mappings() {
  const host = useContext(Host)
  const { mappings } = setup.value
  const id = nextId(mappings)
  const set = (next: Mapping[]) => {
    setup.value = { ...setup.value, mappings: next }
  }
  const add = (mapping: Mapping, at: number) => {
    opened.add(mapping.id)
    set([...mappings.slice(0, at), mapping, ...mappings.slice(at)])
    host.apply()
  }
  const move = (from: number, to: number) => {
    const next = mappings.filter((_, index) => index !== from)
    next.splice(to, 0, mappings[from])
    set(next)
    host.apply()
  }
  const full = mappings.length >= MAX_MAPPINGS
  return (
    <fieldset>
      <legend>
        Mappings <small>for Attach Device, run in this order</small>
      </legend>
      {mappings.map((mapping, index) => (
        <MappingForm
          key={mapping.id}
          mapping={mapping}
          change={(changed) => set(mappings.map((other) => (other === mapping ? { ...mapping, ...changed } : other)))}
        >
          <button
            type="button"
            disabled={full}
            onClick={() => add({ ...mapping, id, name: `${mapping.name} copy ${id}` }, index + 1)}
          >
            Duplicate
          </button>
          <button type="button" disabled={index === 0} onClick={() => move(index, index - 1)}>
            Move up
          </button>
          <button type="button" disabled={index === mappings.length - 1} onClick={() => move(index, index + 1)}>
            Move down
          </button>
          <button
            type="button"
            onClick={() =>
              replace(host, { setup: { ...setup.value, mappings: mappings.filter((other) => other !== mapping) } }, [
                `Removed “${mapping.name}”.`
              ])
            }
          >
            Remove
          </button>
        </MappingForm>
      ))}
      <button
        type="button"
        disabled={full}
        onClick={() => add({ ...defaultMapping(id), name: `Attach Device ${id}` }, mappings.length)}
      >
        {full ? `Segment allows ${MAX_MAPPINGS} mappings` : 'Add a mapping'}
      </button>
    </fieldset>
  )
}
