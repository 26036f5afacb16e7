"""`minidnn completion SHELL`: a script with which bash, zsh or fish complete the command."""

from argparse import Namespace, _SubParsersAction
from typing import Any

HOW = {
    "bash": 'eval "$(minidnn completion bash)"   # in ~/.bashrc',
    "zsh": 'eval "$(minidnn completion zsh)"    # in ~/.zshrc, behind compinit',
    "fish": "minidnn completion fish | source   # in ~/.config/fish/config.fish",
}


def completion(options: Namespace) -> int:
    """Print the script for a shell."""
    from . import add_course
    from .parser import own_parser

    parser, commands = own_parser()
    add_course(commands)
    print(script(options.shell, words(parser)), end="")
    return 0


def words(parser: Any, path: str = "") -> dict[str, list[str]]:
    """{"": commands and options, "train": its options, ...}, of nested commands too."""
    found: dict[str, list[str]] = {path: []}
    for action in parser._actions:
        found[path] += [name for name in action.option_strings if name.startswith("--")]
        if isinstance(action, _SubParsersAction):
            for name, sub in action.choices.items():
                found[path].append(name)
                found |= words(sub, f"{path} {name}".strip())
        elif action.choices and not action.option_strings:
            found[path] += [str(choice) for choice in action.choices]
    return found


def script(shell: str, table: dict[str, list[str]]) -> str:
    """The text for a shell."""
    if shell == "fish":
        return fish(table)
    cases = "\n".join(
        f'    "{path}") words="{" ".join(sorted(names))}" ;;' for path, names in table.items()
    )
    known = " ".join(f'"{path}"' for path in table if path)
    text = f"""# {HOW[shell]}
_minidnn() {{
  local path="" word words="" known
  for word in "${{COMP_WORDS[@]:1:$((COMP_CWORD - 1))}}"; do
    for known in {known}; do
      if [ "$path${{path:+ }}$word" = "$known" ]; then path="$known"; break; fi
    done
  done
  case "$path" in
{cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
  if [ ${{#COMPREPLY[@]}} -eq 0 ]; then
    COMPREPLY=($(compgen -f -- "${{COMP_WORDS[COMP_CWORD]}}"))
  fi
}}
complete -o filenames -F _minidnn minidnn
"""
    return text if shell == "bash" else f"autoload -U +X bashcompinit && bashcompinit\n{text}"


def fish(table: dict[str, list[str]]) -> str:
    """The script for fish."""
    lines = [f"# {HOW['fish']}"]
    for path, names in table.items():
        seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in path.split())
        when = seen or "__fish_use_subcommand"
        for name in sorted(names):
            what = f"-l {name[2:]}" if name.startswith("--") else f"-a {name}"
            lines.append(f"complete -c minidnn -n '{when}' {what}")
    return "\n".join(lines) + "\n"
