// What the command writes to the terminal. Pages, servers and files name much of it, and none of them may steer it.

/** What steers a terminal, ends a line or turns the direction of reading, as text: `\u001b`. */
export const printable = (line: string): string =>
  line.replace(
    /[\p{Control}\p{Bidi_Control}\p{Line_Separator}\p{Paragraph_Separator}]/gu,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`
  )

const write = (stream: NodeJS.WriteStream, lines: string[]) =>
  stream.write(lines.map((line) => `${printable(line)}\n`).join(''))

/** Each text is one line, whatever is in it. */
export const say = (...lines: string[]) => write(process.stdout, lines)

export const complain = (...lines: string[]) => write(process.stderr, lines)
