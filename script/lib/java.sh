# shellcheck shell=sh
# Finds a JDK 25 and sets JAVA25_HOME; to be sourced.
# Returns 1 when this machine has none.

find_java25() {
  for home in "${JAVA25_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    [ -x "$home/bin/javac" ] || continue
    if [ -r "$home/release" ] && grep -q '^JAVA_VERSION="25[."]' "$home/release"; then
      JAVA25_HOME=$home
      export JAVA25_HOME
      return 0
    fi
  done
  return 1
}
