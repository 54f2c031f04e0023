# shellcheck shell=bash
# Installs what the scripts need where Debian has it; to be sourced after say.sh and java.sh.

apt_lists_fresh=

ensure_package() { # COMMAND PACKAGE...
  local command=$1
  shift
  ! command -v "$command" >/dev/null || return 0
  install_packages "$@" || fail "'$command' is missing: install Debian's package $1"
}

install_packages() {
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
  step "installing $* …"
  if [ -z "$apt_lists_fresh" ]; then
    apt-get update -qq >/dev/null 2>&1 </dev/null || return 1
    apt_lists_fresh=1
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
    >/dev/null 2>&1 </dev/null
}

ensure_maven() { ensure_package mvn maven; }

ensure_shellcheck() { ensure_package shellcheck shellcheck; }

ensure_java25() {
  find_java25 && return 0
  install_packages openjdk-25-jdk-headless && find_java25 && return 0
  fail "JDK 25 is missing: install Debian 13's openjdk-25-jdk-headless, or Temurin 25 below /usr/lib/jvm"
}
