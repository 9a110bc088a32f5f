#!/usr/bin/env bash
# Puts the images of the real-parts suite into the local registry, whose store is the cache: built once for what they
# are made of, then only pulled. DOCKER_HOST names the engine that builds.
#
#   scripts/real/images.sh CACHE REGISTRY ENV_FILE
set -u
here=$(cd "$(dirname "$0")" && pwd)
cache=$1
registry=$2
env_file=$3
work=$(mktemp -d "$cache/images.XXXXXX")
trap 'rm -rf "$work"' EXIT

gateway=$(find "$cache" -maxdepth 1 -type d -name 'openclaw-*' 2>/dev/null | sort -V | tail -n 1)
node=$(find "$cache/node/node_modules" -path '*/bin/node' 2>/dev/null | head -n 1)
version=${gateway##*/openclaw-}
key=$(cat "$here/images.sh" "$here/base.packages" "$here"/*.Dockerfile | sha256sum | cut -c1-12)-$(
  [ -z "$node" ] || "$node" --version)
machine_image="moltbot-ops/machine:$key"
gateway_image="openclaw/openclaw:$version"
vps_image="moltbot-ops/vps:$key"

say() { echo "real parts: $*"; }
is_there() { curl -fsS -o /dev/null "http://$registry/v2/${1%:*}/manifests/${1##*:}" 2>/dev/null; }

# push IMAGE [AS…]: under its own name and as each AS.
push() {
  local built=$1 name
  for name in "$@"; do
    docker tag "$built" "$registry/$name" && docker push -q "$registry/$name" >/dev/null || return 1
    docker rmi "$registry/$name" >/dev/null
  done
}

# A small Debian: what both images stand on.
make_machine() {
  local from=$SECONDS mirror
  mirror=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/*.sources 2>/dev/null)
  debootstrap --variant=minbase --include="$(paste -sd, "$here/base.packages")" bookworm "$work/root" \
    "${mirror:-http://deb.debian.org/debian}" >"$work/debootstrap.log" 2>&1 || { tail -n 5 "$work/debootstrap.log"; return 1; }
  rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/*
  tar -C "$work/root" -c --one-file-system --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' . |
    docker import - "$machine_image" >/dev/null && push "$machine_image" || return 1
  say "Debian image: built in $((SECONDS - from)) s"
}

# build NAME IMAGE DIRECTORY: with NAME.Dockerfile.
build() {
  local from=$SECONDS
  docker image inspect "$machine_image" >/dev/null 2>&1 || docker pull -q "$machine_image" >/dev/null || return 1
  DOCKER_BUILDKIT=0 docker build -q --build-arg "BASE=$machine_image" --build-arg "VERSION=$version" \
    -f "$here/$1.Dockerfile" -t "$2" "$3" >"$work/$1.log" 2>&1 || { tail -n 5 "$work/$1.log"; return 1; }
  say "$1 image: built in $((SECONDS - from)) s"
}

make_gateway() {
  mkdir -p "$work/gateway"
  cp -al "$gateway/lib/node_modules/openclaw" "$work/gateway/app" && cp -al "$node" "$work/gateway/node" || return 1
  build gateway "$gateway_image" "$work/gateway" && push "$gateway_image" openclaw/openclaw:latest || return 1
  docker rmi "$gateway_image" >/dev/null
  echo "$key" >"$cache/registry/gateway-$version"
}

make_vps() {
  mkdir -p "$work/vps"
  cp -al "$node" "$work/vps/node" && build vps "$vps_image" "$work/vps" && push "$vps_image"
}

exec 9>"$cache/images.lock"
flock 9
is_there "$machine_image" || make_machine || { say 'the Debian image could not be made, so no other'; exit 0; }
if [ -z "$node" ] || [ -z "$gateway" ]; then
  say 'the real gateway is not in the cache, so there is no image of it'
elif { [ "$(cat "$cache/registry/gateway-$version" 2>/dev/null)" = "$key" ] && is_there "$gateway_image"; } || make_gateway; then
  echo "MOLTBOT_REAL_GATEWAY_IMAGE=$gateway_image" >>"$env_file"
else
  say 'the gateway image could not be made'
fi
if is_there "$vps_image" || make_vps; then
  echo "MOLTBOT_REAL_VPS_IMAGE=$vps_image" >>"$env_file"
else
  say 'the image of a rented machine could not be made'
fi
