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

# What the tests use beside Maven: a real PostgreSQL (no cluster of it is made or started), promtool,
# and tools that look at processes.
ensure_test_tools() {
  ensure_package strace strace
  ensure_package xz xz-utils
  ensure_package pgrep procps
  ensure_package setpriv util-linux
  ensure_package xmllint libxml2-utils
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || install_postgresql
  command -v promtool >/dev/null || install_without_starting prometheus \
    || fail "'promtool' is missing: install Debian's package prometheus"
}

install_postgresql() {
  if [ "$(id -u)" = 0 ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then
    mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  fi
  install_without_starting postgresql \
    || fail "PostgreSQL's server is missing: install Debian's package postgresql"
}

# Runlevel 1 keeps Debian's maintainer scripts from starting services.
install_without_starting() {
  RUNLEVEL=1 install_packages "$@"
}

ensure_java25() {
  find_java25 && return 0
  install_packages openjdk-25-jdk-headless && find_java25 && return 0
  fail "JDK 25 is missing: install Debian 13's openjdk-25-jdk-headless, or Temurin 25 below /usr/lib/jvm"
}
