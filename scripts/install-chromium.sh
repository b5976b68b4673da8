#!/usr/bin/env bash
# Installs Debian's Chromium for examples/serve.chromium.test.ts, where it is absent and this may be done: by root, with apt-get.
set -euo pipefail

if command -v chromium >/dev/null; then
  exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "install-chromium: there is no chromium, and it can only be installed by root with apt-get. Put one on the PATH by hand." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# The name of a package may be known from an earlier update, and its file gone since: so always first.
apt-get update -qq
apt-get install -qq --yes --no-install-recommends chromium >/dev/null
chromium --version
