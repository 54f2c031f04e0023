package io.matriarch.agent.cluster;

import io.matriarch.agent.model.InstanceParameters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A primitive of Matriarch's agent, with its template and what encloses it.
///
/// @param enclosing the groups and clones around it, the innermost first
record Resource(Cib cib, Element primitive, Optional<Element> template, List<Element> enclosing) {

  /// Pacemaker 2.1 knows both names.
  private static final Set<String> PROMOTED = Set.of("Promoted", "Master");

  private static final Set<String> META = Set.of("notify", "is-managed", "maintenance");

  /// All of the CIB's.
  static List<Resource> of(Cib cib) {
    List<Resource> found = new ArrayList<>();
    cib.configuration().all("resources").forEach(r -> collect(cib, r, List.of(), found));
    return found;
  }

  private static void collect(
      Cib cib, Element within, List<Element> enclosing, List<Resource> found) {
    for (Element child : within.children()) {
      switch (child.name()) {
        case "primitive" -> {
          Resource resource =
              new Resource(cib, child, child.find("template").flatMap(cib.sets()::byId), enclosing);
          if (resource.isMatriarchs()) {
            found.add(resource);
          }
        }
        case "clone", "master", "group" ->
            collect(
                cib, child, Stream.concat(Stream.of(child), enclosing.stream()).toList(), found);
        default -> {}
      }
    }
  }

  private boolean isMatriarchs() {
    return attribute("class").equals("ocf")
        && attribute("provider").equals("matriarch")
        && attribute("type").equals("postgres");
  }

  private String attribute(String name) {
    return primitive.find(name).or(() -> template.flatMap(t -> t.find(name))).orElse("");
  }

  String id() {
    return primitive.get("id");
  }

  InstanceParameters.Parsed parameters(Collection<String> faults) {
    Map<String, String> values = cib.sets().read(own("instance_attributes"), _ -> true, faults);
    return InstanceParameters.parse(id(), values, notifications(faults));
  }

  /// Pacemaker heeds `notify` of the clone, and of the defaults; on the primitive it does nothing.
  private boolean notifications(Collection<String> faults) {
    List<Element> clones = enclosing.stream().filter(e -> !e.name().equals("group")).toList();
    return meta("notify", clones.stream().map(Resource::metaOf), faults)
        .map(Words::isTrue)
        .orElse(false);
  }

  /// Whether Pacemaker may act on it, as far as the resource itself says.
  boolean managed(Collection<String> faults) {
    boolean managed = inherited("is-managed", faults).flatMap(Words::bool).orElse(true);
    return managed && !inherited("maintenance", faults).map(Words::isTrue).orElse(false);
  }

  /// At how many failures Pacemaker leaves a node; 0, and what is no number, is never. Nothing is
  /// decided by it, so that one in a set with a rule is no fault.
  int migrationThreshold() {
    return inherited("migration-threshold", new ArrayList<>())
        .flatMap(Words::score)
        .filter(threshold -> threshold > 0)
        .orElse(Words.INFINITY);
  }

  /// What is colocated with its promoted role by itself, or as a group; sets of resources are not
  /// read. Nothing is decided by it.
  List<String> companions() {
    List<String> names =
        Stream.concat(Stream.of(primitive), enclosing.stream()).map(e -> e.get("id")).toList();
    return cib.configuration()
        .path("constraints", "rsc_colocation")
        .filter(c -> names.contains(c.get("with-rsc")))
        .filter(c -> PROMOTED.contains(c.get("with-rsc-role")))
        .filter(c -> Words.score(c.get("score")).orElse(0) > 0)
        .flatMap(c -> cib.sets().byId(c.get("rsc")).stream())
        .flatMap(Element::tree)
        .filter(e -> e.name().equals("primitive"))
        .map(e -> e.get("id"))
        .distinct()
        .toList();
  }

  private Optional<String> inherited(String name, Collection<String> faults) {
    Stream<Stream<Element>> levels =
        Stream.concat(Stream.of(own("meta_attributes")), enclosing.stream().map(Resource::metaOf));
    return meta(name, levels, faults);
  }

  private Optional<String> meta(
      String name, Stream<Stream<Element>> levels, Collection<String> faults) {
    Stream<Element> defaults = cib.configuration().path("rsc_defaults", "meta_attributes");
    return Stream.concat(levels, Stream.of(defaults))
        .map(level -> cib.sets().read(level, META::contains, faults).get(name))
        .flatMap(Stream::ofNullable)
        .findFirst();
  }

  private Stream<Element> own(String sets) {
    return Stream.concat(template.stream(), Stream.of(primitive)).flatMap(e -> e.all(sets));
  }

  private static Stream<Element> metaOf(Element element) {
    return element.all("meta_attributes");
  }
}
