package io.matriarch.stories;

import io.matriarch.stories.Make.Begun;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a bed is and can do, as the nemesis finds it when it begins.
///
/// @param facts of the machine and of what runs in the nodes
/// @param missing what faults would need and the bed has not
record Circumstances(Map<String, String> facts, List<Fault.Need> missing) {

  Circumstances {
    missing = List.copyOf(missing);
  }

  static Circumstances of(Bed bed) {
    return new Circumstances(facts(bed), missing(bed));
  }

  boolean allow(Fault fault) {
    return !missing.contains(fault.need());
  }

  /// Each fault that cannot be had, and why.
  List<String> leftOut(Begun agent) {
    return Fault.all().stream()
        .filter(fault -> !allow(fault))
        .map(f -> "%s, with %s: %s".formatted(f.word(), agent.word(), f.need().missing()))
        .toList();
  }

  private static Map<String, String> facts(Bed bed) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("begun", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("Linux", System.getProperty("os.version", "unknown"));
    String product =
        switch (bed.make().with()) {
          case MATRIARCH -> "matriarch";
          case PAF -> "resource-agents-paf";
        };
    String versions =
        bed.anyNode()
            .attemptShell(
                "dpkg-query -W -f '${Package} ${Version}\\n' pacemaker corosync"
                    + " 'postgresql-[0-9]*' "
                    + product)
            .out();
    for (String line : versions.lines().toList()) {
      int space = line.indexOf(' ');
      if (space > 0 && space < line.length() - 1) {
        facts.put(line.substring(0, space), line.substring(space + 1));
      }
    }
    return facts;
  }

  private static List<Fault.Need> missing(Bed bed) {
    List<Fault.Need> missing = new ArrayList<>();
    for (Fault.Need need : Fault.Need.values()) {
      boolean there =
          switch (need) {
            case NOTHING -> true;
            case AGENT -> bed.make().with() == Begun.MATRIARCH;
            case DISKS -> bed.hasDisks();
            case LOSSY_FILTER -> Wire.canLosePackets(bed.anyNode());
            case TRAFFIC_CONTROL -> Wire.canDelay(bed.anyNode());
            case CLOCKS -> bed.make().ownClocks();
          };
      if (!there) {
        missing.add(need);
      }
    }
    return missing;
  }
}
