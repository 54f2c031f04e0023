# shellcheck shell=bash
# What happened after a primary was killed, in milliseconds; to be sourced after bed.sh.

# Prints "<microseconds since the epoch> <message>" for what Pacemaker logged after SINCE.
pacemaker_log_since() { # MICROSECONDS
  local name
  for name in "${BED_NODE_NAMES[@]}"; do
    docker exec "$name" tail -n 4000 /var/log/pacemaker/pacemaker.log </dev/null
  done | TZ=UTC0 awk -v since="$1" -v year="$(date -u +%Y)" '
    BEGIN { split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", names, " ")
            for (i in names) month[names[i]] = i }
    $1 in month && $3 ~ /^[0-9:]+\.[0-9]+$/ {
      split($3, t, /[:.]/)
      seconds = mktime(year " " month[$1] " " $2 " " t[1] " " t[2] " " t[3])
      at = seconds * 1000000 + substr(t[4] "000000", 1, 6)
      if (at >= since) printf "%.0f %s\n", at, $0
    }' | sort -n
}

first_of() { grep -m 1 -E "$1" || true; } # PATTERN, a log on stdin

# The first acknowledged write after the longest gap that ends after SINCE.
writable_after() { # MICROSECONDS, the writer's lines on stdin
  awk -v since="$1" '
    $1 > since && last && $1 - last > longest { longest = $1 - last; at = $1 }
    { last = $1 }
    END { printf "%.0f %.0f\n", at, longest }'
}

print_moment() { # SINCE AT WHAT
  if [ -n "$2" ]; then
    printf '%8d ms  %s\n' "$((($2 - $1) / 1000))" "$3"
  else
    printf '%8s     %s\n' '?' "$3"
  fi
}

print_timeline() { # KILLED_AT VICTIM WRITER_LINES
  local since=$1 victim=$2 log=$3.pacemaker line at gap
  pacemaker_log_since "$since" >"$log"
  print_moment "$since" "$since" "killed: postmaster of $victim, with kill -9"
  line=$(first_of "Setting master-$BED_RESOURCE\[$victim\]|Result of monitor operation for $BED_RESOURCE on $victim: [^Oo]" <"$log")
  print_moment "$since" "${line%% *}" "detected: $victim gave the role up"
  line=$(first_of "Result of demote operation for $BED_RESOURCE on $victim: [Oo]" <"$log")
  print_moment "$since" "${line%% *}" "demoted: $victim"
  line=$(first_of "Result of promote operation for $BED_RESOURCE on .*: [Oo]" <"$log")
  print_moment "$since" "${line%% *}" "promoted: $(sed -E 's/.* on ([^ ]+): .*/\1/' <<<"$line")"
  read -r at gap < <(writable_after "$since" <"$3")
  print_moment "$since" "$at" "writable through the VIP; the longest pause of writes was $((gap / 1000)) ms"
}

# Acknowledged rows that the new primary does not hold.
count_lost_rows() { # WRITER_LINES
  local first
  first=$(awk 'NR == 1 { print $2 }' "$1")
  comm -23 <(awk 'NF == 2 { print $2 }' "$1" | sort) \
    <(bed_query "select id from written where id >= ${first:-0}" | sort) | wc -l
}
