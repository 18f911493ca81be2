# bash completion of twinlease and twinleased. Written by `make manual UPDATE=1`.

_twinlease_commands() {
	cat <<'END'
@COMMANDS@
END
}

# Into `found`: the commands that begin so, up to the end of the next word, each once.
_twinlease_next() {
	local line word
	local -A seen=()
	while IFS= read -r line; do
		[[ $line == "$1"* ]] || continue
		word="${line#"$1"}"
		line="$1${word%%" "*}"
		[[ -z ${seen[$line]} ]] && found+=("$line")
		seen[$line]=1
	done < <(_twinlease_commands)
}

# Behind -c: the last command of the text. Of a word that others follow these are candidates as
# well, or bash would close the quotation mark.
_twinlease_command() {
	local before="" typed="$1" found=() only
	if [[ $typed == *\;* ]]; then
		before="${typed%;*};"
		typed="${typed##*;}"
	fi
	while [[ $typed == " "* ]]; do
		before+=" "
		typed="${typed# }"
	done
	_twinlease_next "$typed"
	if [[ ${#found[@]} == 1 ]]; then
		only="${found[0]}"
		found=()
		_twinlease_next "$only "
		if [[ ${#found[@]} == 0 ]] || _twinlease_commands | grep -qx "$only"; then
			found+=("$only")
		fi
	fi
	COMPREPLY=("${found[@]/#/"$before"}")
}

_twinlease() {
	COMPREPLY=()
	case "$3" in
	-c)
		_twinlease_command "$2"
		;;
	-s)
		COMPREPLY=($(compgen -f -- "$2"))
		;;
	*)
		COMPREPLY=($(compgen -W "@twinlease@" -- "$2"))
		;;
	esac
}

_twinleased() {
	COMPREPLY=()
	case "$3" in
	-c | -d | -s | -p | --repair)
		COMPREPLY=($(compgen -f -- "$2"))
		;;
	*)
		COMPREPLY=($(compgen -W "@twinleased@" -- "$2"))
		;;
	esac
}

complete -o nospace -F _twinlease twinlease
complete -F _twinleased twinleased
