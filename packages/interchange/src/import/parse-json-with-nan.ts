/** Numbers that XGBoost writes beside those of JSON, and what stands for them: `null` for NaN, which JSON has no other word for. */
const words: readonly (readonly [written: string, json: string])[] = [
  ['NaN', 'null'],
  ['Infinity', '1e999'],
];

/**
 * Reads JSON in which NaN, Infinity and -Infinity may stand for numbers, as XGBoost writes it. NaN becomes null.
 *
 * @throws SyntaxError
 * Cost: O(characters).
 */
export function parseJsonWithNan(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const plain = replaceWords(text);
    if (plain === text) throw error;
    return JSON.parse(plain);
  }
}

function replaceWords(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInText && character === '\\') at++;
    else if (character === '"') isInText = !isInText;
    else if (!isInText && (character === 'N' || character === 'I')) {
      const word = words.find(([written]) => text.startsWith(written, at));
      if (word === undefined) continue;
      pieces.push(text.slice(from, at), word[1]);
      from = at + word[0].length;
      at = from - 1;
    }
  }
  return pieces.length === 0 ? text : pieces.join('') + text.slice(from);
}
