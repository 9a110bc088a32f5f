#!/usr/bin/env bash
# The parts of the real-parts suite that come from Debian's packages: `up DIR` installs them where that is allowed and
# starts what has to run, everything below DIR; `down DIR` stops it by its pid. Both may be said twice. What could not be
# had is said, and the suite skips it with that reason. `DIR/env` holds NAME=VALUE lines for the suite.
set -u
action=${1:-}
directory=${2:-}
packages=(dbus dbus-user-session gnome-keyring libsecret-tools docker.io procps)

usage() {
  echo 'usage: scripts/real-parts.sh up|down DIR' >&2
  exit 2
}

is_installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

install_packages() {
  command -v dpkg-query >/dev/null || { echo 'real parts: this is no Debian, so none is installed here'; return; }
  local missing=()
  for package in "${packages[@]}"; do is_installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || { echo "real parts: not root, so not installed: ${missing[*]}"; return; }
  echo "real parts: installing ${missing[*]} (about a minute)"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$directory/apt.log" 2>&1 ||
    { tail -n 20 "$directory/apt.log"; echo 'real parts: the packages could not be installed'; }
}

is_running() { [ -f "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

start_docker() {
  command -v dockerd >/dev/null || { echo 'real parts: no Docker engine here'; return; }
  [ "$(id -u)" = 0 ] || { echo 'real parts: not root, so no Docker engine'; return; }
  is_running "$directory/docker.pid" && return
  dockerd -H "unix://$directory/docker.sock" --data-root "$directory/docker-data" --exec-root "$directory/docker-exec" \
    -p "$directory/docker.pid" >"$directory/docker.log" 2>&1 &
  for _ in $(seq 1 100); do
    DOCKER_HOST="unix://$directory/docker.sock" docker version >/dev/null 2>&1 && {
      echo "MOLTBOT_REAL_DOCKER_HOST=unix://$directory/docker.sock" >>"$directory/env"
      return
    }
    sleep 0.2
  done
  echo 'real parts: the Docker engine did not start:'
  tail -n 5 "$directory/docker.log"
}

stop_docker() {
  is_running "$directory/docker.pid" || return 0
  local pid
  pid=$(cat "$directory/docker.pid")
  kill "$pid"
  for _ in $(seq 1 100); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.2; done
  kill -9 "$pid"
}

[ -n "$directory" ] || usage
case "$action" in
  up)
    mkdir -p "$directory" && : >"$directory/env"
    install_packages
    start_docker
    ;;
  down)
    stop_docker
    rm -rf "$directory"
    ;;
  *) usage ;;
esac
