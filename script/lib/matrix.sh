# shellcheck shell=bash
# The fault stories on several Debian suites; to be sourced after stories.sh, in the repository's root.

MATRIX_PAGE=docs/versions.md

# What the suite's nodes are made of: Pacemaker, Corosync, PostgreSQL.
matrix_versions() { # IMAGE
  docker run --rm --entrypoint dpkg-query "$1" -W -f '${Package} ${Version}\n' \
    pacemaker corosync 'postgresql-[0-9]*' 2>/dev/null \
    | sed -E 's/^postgresql-[0-9]+ /postgresql /; s/ ([0-9]+:)?([0-9][0-9.]*).*/ \2/' \
    | awk '{ version[$1] = $2 }
           END { print version["pacemaker"] " | " version["corosync"] " | " version["postgresql"] }'
}

# Puts the suite's row into the page's table, in place of the one before.
matrix_note() { # SUITE VERSIONS PASSED FAILED
  local row
  row="| $1 | $2 | $3 | $4 | $(date -u +%F) | $(git rev-parse --short=12 HEAD 2>/dev/null || echo unknown) |"
  awk -v suite="| $1 |" -v row="$row" '
    index($0, suite) == 1 { print row; done = 1; next }
    table && !/^\|/ && !done { print row; done = 1 }
    { table = /^\|/; print }
    END { if (!done) print row }' "$MATRIX_PAGE" >"$MATRIX_PAGE.new"
  mv "$MATRIX_PAGE.new" "$MATRIX_PAGE"
}

# A suite whose image cannot be made is told, and the others go on; so are stories that fail.
run_matrix() { # SUITE...
  local suite bad=()
  [ "$#" -gt 0 ] || set -- bookworm trixie sid
  for suite in "$@"; do
    [[ $suite =~ ^(bookworm|trixie|sid)$ ]] \
      || fail "unknown Debian suite '$suite': bookworm, trixie or sid"
  done
  ensure_engine
  build_package
  build_observers_image
  for suite in "$@"; do
    (matrix_suite "$suite") || bad+=("$suite")
  done
  [ "${#bad[@]}" = 0 ] || fail "not all passed on: ${bad[*]}"
  step "all passed"
}

matrix_suite() { # SUITE
  local suite=$1 log=.cache/matrix-$1.log passed failed
  build_node_image "$suite"
  step "fault stories on $suite …"
  rm -f .cache/test.log
  (BED_SUITE=$suite run_stories -Dstories.excluded=chaos,pictures) || true
  cp .cache/test.log "$log"
  passed=$(grep -c '^ok  ' "$log")
  failed=$(grep '^FAILED ' "$log" | awk '{ print $2 }' | sort -u | paste -sd ' ')
  matrix_note "$suite" "$(matrix_versions "$(node_image "$suite")")" "$passed" "${failed:-none}"
  [ "$passed" -gt 0 ] && [ -z "$failed" ]
}
