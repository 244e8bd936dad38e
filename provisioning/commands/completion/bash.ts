/** Completion for bash, without any package of its own. */
import { pathPatterns, quoted, valueArms, type Place } from "./completion-words.ts";

const words = (list: readonly { readonly word: string }[]): string => list.map(({ word }) => word).join(" ");

export function bashCompletion(places: readonly Place[]): string {
  const places_ = places.map(({ path, commands, options, words: own }) => `    ${quoted(path)}) commands=${quoted([words(commands), ...own].filter((text) => text !== "").join(" "))}; options=${quoted(words(options))} ;;`);
  return `# chancery completion bash: source it from ~/.bashrc
_chancery() {
  local word="\${COMP_WORDS[COMP_CWORD]}" path="" i last takes="" values="" commands="" options=""
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${path:+$path }\${COMP_WORDS[i]}" in
      ${pathPatterns(places)}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  # The option whose value this is: the word before, or the one that takes many further back.
  for ((last = COMP_CWORD - 1; last > 0; last--)); do [[ "\${COMP_WORDS[last]}" == -* ]] && break; done
  case "$path \${COMP_WORDS[last]}" in
${valueArms(places, (choices) => quoted(choices.join(" ")))}
  esac
  COMPREPLY=()
  if [[ "$word" != -* ]] && { [[ "$takes" == many ]] || { [[ "$takes" == one ]] && ((last == COMP_CWORD - 1)); }; }; then
    if [[ -n "$values" ]]; then COMPREPLY=($(compgen -W "$values" -- "$word")); else compopt -o default; fi
    return
  fi
  case "$path" in
${places_.join("\n")}
  esac
  if [[ "$word" == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif [[ -n "$commands" ]]; then COMPREPLY=($(compgen -W "$commands" -- "$word"))
  else compopt -o default; fi
}
complete -F _chancery chancery
`;
}
