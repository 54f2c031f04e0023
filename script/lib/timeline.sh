# shellcheck shell=bash
# What happened after a primary was killed, in milliseconds; to be sourced after bed.sh.

# Prints "<microseconds since the epoch> <node> <message>" for what the agents logged after SINCE.
# The bed's nodes are in UTC.
agent_log_since() { # MICROSECONDS
  local name
  for name in "${BED_NODE_NAMES[@]}"; do
    docker exec "$name" tail -n 2000 /var/log/matriarch/agent.log </dev/null | sed "s/^/$name /"
  done | TZ=UTC0 awk -v since="$1" '
    $2 ~ /^[0-9-]+T[0-9:]+\.[0-9]+Z$/ {
      split($2, t, /[-T:.Z]/)
      at = mktime(t[1] " " t[2] " " t[3] " " t[4] " " t[5] " " t[6]) * 1000000 + t[7] * 1000
      if (at >= since - 1000) printf "%.0f %s\n", at, $0
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
  local since=$1 victim=$2 log=$3.agents line at gap
  agent_log_since "$since" >"$log"
  print_moment "$since" "$since" "killed: postmaster of $victim, with kill -9"
  line=$(first_of " $victim .* rule=crashed/" <"$log")
  print_moment "$since" "${line%% *}" "detected: $victim, $(told "$line" rule)"
  line=$(first_of " $victim .* operation=demote code=0" <"$log")
  print_moment "$since" "${line%% *}" "demoted: $victim, $(told "$line" took)"
  line=$(first_of " operation=promote code=0" <"$log")
  print_moment "$since" "${line%% *}" "promoted: $(cut -d ' ' -f 2 <<<"$line"), $(told "$line" took)"
  read -r at gap < <(writable_after "$since" <"$3")
  print_moment "$since" "$at" "writable through the VIP; the longest pause of writes was $((gap / 1000)) ms"
}

# The value of KEY=value in a log line.
told() { # LINE KEY
  grep -oE "\b$2=[^ ]+" <<<"$1" || echo "$2=?"
}

# Acknowledged rows that the new primary does not hold.
count_lost_rows() { # WRITER_LINES
  local first
  first=$(awk 'NR == 1 { print $2 }' "$1")
  comm -23 <(awk 'NF == 2 { print $2 }' "$1" | sort) \
    <(bed_query "select id from written where id >= ${first:-0}" | sort) | wc -l
}
