#!/usr/bin/env bash
# The parts of the real-parts suite that come from Debian's packages: `up DIR` installs them where that is allowed and
# starts what has to run, everything below DIR; `down DIR` stops it by its pid. Both may be said twice, and several DIRs
# may be up at once. What could not be had is said, and the suite skips it with that reason. `DIR/env` holds NAME=VALUE
# lines for the suite. Images are kept in the cache by what they are made of (scripts/real/images.sh).
set -u
here=$(cd "$(dirname "$0")" && pwd)
action=${1:-}
directory=${2:-}
cache=${MOLTBOT_REAL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/moltbot-ops/real}
packages=(dbus dbus-user-session gnome-keyring libsecret-tools docker.io docker-registry docker-compose debootstrap
  iptables iproute2 procps)

usage() {
  echo 'usage: scripts/real-parts.sh up|down DIR' >&2
  exit 2
}

say() { echo "real parts: $*"; }
is_installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }
is_running() { [ -f "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }
hand_on() { grep -qx "$1" "$directory/env" || echo "$1" >>"$directory/env"; }

# timed WHAT COMMAND…: says how long it took.
timed() {
  local what=$1 from=$SECONDS
  shift
  "$@" || return
  say "$what: $((SECONDS - from)) s"
}

install_packages() {
  command -v dpkg-query >/dev/null || { say 'this is no Debian, so none is installed here'; return; }
  local missing=()
  for package in "${packages[@]}"; do is_installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || { say "not root, so not installed: ${missing[*]}"; return; }
  say "installing ${missing[*]} (about a minute)"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$directory/apt.log" 2>&1 ||
    { tail -n 20 "$directory/apt.log"; say 'the packages could not be installed'; }
}

# A bridge of its own keeps this engine apart from others on the machine; the registry listens on it and nowhere else.
make_bridge() {
  [ -f "$directory/bridge" ] && return
  local number
  for number in $(seq 1 250 | shuf); do
    ip -br address | grep -q " 10\.213\.$number\.1/" && continue
    ip link add name "mbops$number" type bridge 2>/dev/null || continue
    ip address add "10.213.$number.1/24" dev "mbops$number" && ip link set "mbops$number" up || return 1
    echo "mbops$number 10.213.$number.1" >"$directory/bridge"
    return
  done
  return 1
}

start_registry() {
  is_running "$directory/registry.pid" && return
  local address
  address="$(cut -d' ' -f2 "$directory/bridge"):5000"
  mkdir -p "$cache/registry"
  printf 'version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: "%s", secret: of-no-use}\n' \
    "$cache/registry" "$address" >"$directory/registry.yml"
  setsid docker-registry serve "$directory/registry.yml" >"$directory/registry.log" 2>&1 &
  echo $! >"$directory/registry.pid"
}

# The registry stands in for the public one, so that names without a host are really pulled, by digest too.
start_docker() {
  is_running "$directory/docker.pid" && return
  local bridge address
  read -r bridge address <"$directory/bridge"
  setsid dockerd -H "unix://$directory/docker.sock" --data-root "$directory/docker-data" -p "$directory/docker.pid" \
    --exec-root "$directory/docker-exec" --bridge "$bridge" --registry-mirror "http://$address:5000" \
    --insecure-registry "$address:5000" >"$directory/docker.log" 2>&1 &
  for _ in $(seq 1 150); do
    docker version >/dev/null 2>&1 && return
    sleep 0.2
  done
  say 'the Docker engine did not start:'
  tail -n 5 "$directory/docker.log"
  return 1
}

start_containers() {
  for program in dockerd docker-registry debootstrap ip; do
    PATH="$PATH:/usr/sbin:/sbin" command -v "$program" >/dev/null || { say "no $program here, so no containers"; return; }
  done
  [ "$(id -u)" = 0 ] || { say 'not root, so no Docker engine'; return; }
  make_bridge || { say 'no network bridge may be made here, so no Docker engine'; return; }
  export DOCKER_HOST="unix://$directory/docker.sock"
  timed 'image registry' start_registry
  timed 'Docker engine' start_docker || return
  hand_on "MOLTBOT_REAL_DOCKER_HOST=$DOCKER_HOST"
  hand_on "MOLTBOT_REAL_REGISTRY=$(cut -d' ' -f2 "$directory/bridge"):5000"
  timed images bash "$here/real/images.sh" "$cache" "$(cut -d' ' -f2 "$directory/bridge"):5000" "$directory/env"
}

# stop NAME: ends what NAME.pid names, and waits for it.
stop() {
  is_running "$directory/$1.pid" || return 0
  local pid
  pid=$(cat "$directory/$1.pid")
  kill "$pid"
  for _ in $(seq 1 150); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.2; done
  kill -9 "$pid"
}

stop_containers() {
  if is_running "$directory/docker.pid"; then
    DOCKER_HOST="unix://$directory/docker.sock" docker ps -aq |
      DOCKER_HOST="unix://$directory/docker.sock" xargs -r docker rm -fv >/dev/null
  fi
  stop docker
  stop registry
  [ ! -f "$directory/bridge" ] || ip link delete "$(cut -d' ' -f1 "$directory/bridge")"
}

[ -n "$directory" ] || usage
case "$action" in
  up)
    mkdir -p "$directory" && directory=$(cd "$directory" && pwd) && touch "$directory/env"
    timed packages install_packages
    start_containers
    ;;
  down)
    stop_containers
    rm -rf "$directory"
    ;;
  *) usage ;;
esac
