# shellcheck shell=bash
# The container engine and Debian base images; to be sourced after say.sh and tools.sh.

engine_answers() { docker version >/dev/null 2>&1 </dev/null; }

engine_socket() {
  local host=${DOCKER_HOST:-unix:///var/run/docker.sock}
  [ "${host#unix://}" != "$host" ] || fail "DOCKER_HOST is '$host', but fencing needs a unix:// socket"
  echo "${host#unix://}"
}

ensure_engine() {
  ! engine_answers || return 0
  [ "$(id -u)" = 0 ] || fail "no Docker engine answers, and only root can start one: run as root"
  ensure_package dockerd docker.io
  ensure_package docker docker-cli
  ensure_package iptables iptables
  step "starting dockerd …"
  mkdir -p .cache
  setsid dockerd >.cache/dockerd.log 2>&1 </dev/null &
  wait_until 60 engine_answers || fail "dockerd did not answer within 60 s: $(tail -n 1 .cache/dockerd.log)"
}

has_image() { [ -n "$(docker images -q "$1" </dev/null)" ]; }

# Where a registry is reachable its image is quickest; else the base is made from Debian's packages.
ensure_base_image() { # bookworm|trixie|sid
  local suite=$1
  case $suite in
    bookworm | trixie | sid) ;;
    *) fail "unknown Debian suite '$suite': bookworm, trixie or sid" ;;
  esac
  ! has_image "matriarch-base:$suite" || return 0
  step "getting Debian $suite …"
  if timeout 20 docker pull -q "debian:$suite-slim" >/dev/null 2>&1 </dev/null; then
    docker tag "debian:$suite-slim" "matriarch-base:$suite"
  else
    bootstrap_base_image "$suite"
  fi
}

bootstrap_base_image() {
  local suite=$1 root
  ensure_package debootstrap debootstrap
  step "no registry answers: bootstrapping Debian $suite …"
  mkdir -p .cache
  root=$(mktemp -d "$PWD/.cache/debootstrap.XXXXXX")
  quietly ".cache/debootstrap-$suite.log" debootstrap --variant=minbase "$suite" "$root"
  tar -C "$root" --exclude='./var/cache/apt/archives/*.deb' -c . \
    | docker import - "matriarch-base:$suite" >/dev/null
  rm -rf "$root"
}
