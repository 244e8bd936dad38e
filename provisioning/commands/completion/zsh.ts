/** Completion for zsh, with what each word is for. */
import { pathPatterns, quoted, valueArms, type Place, type Suggestion } from "./completion-words.ts";

/** A colon divides word and description in zsh. */
const described = (list: readonly Suggestion[]): string => list.map(({ word, description }) => quoted(`${word}:${description}`)).join(" ");

export function zshCompletion(places: readonly Place[]): string {
  const here = places.map(({ path, commands, options, words }) => `    ${quoted(path)}) commands=(${described([...commands, ...words.map((word) => ({ word, description: "" }))])}); options=(${described(options)}) ;;`);
  return `#compdef chancery
# chancery completion zsh: source it from ~/.zshrc, after compinit
_chancery() {
  local place="" takes="" i last
  local -a values commands options
  for ((i = 2; i < CURRENT; i++)); do
    case "\${place:+$place }\${words[i]}" in
      ${pathPatterns(places)}) place="\${place:+$place }\${words[i]}" ;;
    esac
  done
  # The option whose value this is: the word before, or the one that takes many further back.
  for ((last = CURRENT - 1; last > 1; last--)); do [[ "\${words[last]}" == -* ]] && break; done
  case "$place \${words[last]}" in
${valueArms(places, (choices) => `(${choices.map(quoted).join(" ")})`)}
  esac
  if [[ "\${words[CURRENT]}" != -* ]] && { [[ "$takes" == many ]] || { [[ "$takes" == one ]] && ((last == CURRENT - 1)); }; }; then
    if ((\${#values})); then compadd -a values; else _files; fi
    return
  fi
  case "$place" in
${here.join("\n")}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then _describe option options
  elif ((\${#commands})); then _describe command commands
  else _files; fi
}
compdef _chancery chancery
`;
}
