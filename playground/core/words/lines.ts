// What a card lists of what was seen.

export const ELSEWHERE = 'to another site'
export const TO_THE_PAGE = 'Rupt to the page'

export const cookieText = ({ name, characters }: { name: string; characters: number }) =>
  `${name}, ${characters} characters: the site’s own servers get it, too, with each request`
