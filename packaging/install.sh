#!/bin/sh
# Installs this release into a new folder, without network and without Node. Nothing outside that folder is touched.
#
#   sh install.sh --key /path/to/release.pub /opt/cocaf-1.2     checks signature and sums, then installs
#   sh install.sh --unverified /opt/cocaf-1.2                   checks the sums only: whoever changed them is not noticed
set -eu
here=$(cd "$(dirname "$0")" && pwd)
stop() {
  echo "$*" >&2
  exit 1
}

key=
case "${1:-}" in
  --key) key=${2:?"--key needs the file with the public release key"} && shift 2 ;;
  --unverified) shift ;;
  *) stop "Say --key FILE (the public release key, which you have by another way), or --unverified." ;;
esac
target=${1:?"Name the new folder to install into, as /opt/cocaf-1.2"}
[ ! -e "$target" ] || stop "$target is there already. Name a new folder; the running version stays as it is."

cd "$here"
if [ -n "$key" ]; then
  command -v openssl >/dev/null || stop "openssl is needed to check the signature."
  openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig >/dev/null 2>&1 ||
    stop "The signature does not fit this key. Nothing was installed. Take the release again from where it was published."
fi
sha256sum --check --quiet --strict SHA256SUMS >&2 || stop "A file differs from the list. Nothing was installed."
extra=$(find wheels -type f | sort | while read -r file; do grep -qF "  $file" SHA256SUMS || echo "$file"; done)
[ -z "$extra" ] || stop "Files that the list does not know: $extra. Nothing was installed."

wanted=$(sed -n 's/.*"python": "\([0-9.]*\)".*/\1/p' release.json)
python=
for name in "python$wanted" python3; do
  if "$name" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$wanted')" 2>/dev/null; then
    python=$name
    break
  fi
done
[ -n "$python" ] || stop "Python $wanted is needed (on Debian 12: apt-get install python3 python3-venv)."

trap 'rm -rf "$target"' EXIT
"$python" -m venv "$target" || stop "Python's venv is missing (on Debian 12: apt-get install python3-venv)."
"$target/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links wheels --no-deps --require-hashes \
  --requirement requirements.txt
"$target/bin/cocaf" --help >/dev/null
trap - EXIT
echo "Installed: $target/bin/cocaf"
echo "A new node:  $target/bin/cocaf --home /srv/cocaf init --member XA --name Exampleland"
echo "A newer version of one that runs: docs/howto/upgrade.md"
