package io.matriarch.agent.cluster;

import io.matriarch.agent.model.ClusterView;
import io.matriarch.agent.model.InstanceParameters;
import io.matriarch.agent.model.Names;
import io.matriarch.agent.model.Policy;
import io.matriarch.agent.model.PromotionRecord;
import io.matriarch.agent.model.SynchronousSet;
import io.matriarch.agent.port.ClusterObserver.Configured;
import io.matriarch.agent.port.ClusterObserver.Reading;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads what `cibadmin --query` prints, of Pacemaker 2.1 and 3.0.
public final class CibParser {

  /// A reading, and the root's attributes, which change with every version of the CIB.
  record Versioned(Map<String, String> root, Reading reading) {}

  private final XmlReader xml = new XmlReader();

  /// The name under which the last promotion of a resource is kept among the cluster's properties.
  public static String promotionRecordName(String resource) {
    return "matriarch-" + resource + "-promotion";
  }

  /// The name under which the synchronous set of a resource is kept among the cluster's properties.
  public static String synchronousSetName(String resource) {
    return "matriarch-" + resource + "-synchronous";
  }

  /// Parses a whole CIB; throws [PacemakerException] when it is none, or is not to be trusted.
  public Reading parse(String document) {
    return parseVersioned(document).reading();
  }

  Versioned parseVersioned(String document) {
    Cib cib = new Cib(xml.read("the CIB", document));
    List<Configured> instances =
        Resource.of(cib).stream().map(resource -> configured(cib, resource)).toList();
    return new Versioned(cib.rootAttributes(), new Reading(instances));
  }

  /// The root's attributes, of a CIB with or without its children.
  Map<String, String> parseRoot(String document) {
    return xml.read("the CIB's version", document).attributes();
  }

  private static Configured configured(Cib cib, Resource resource) {
    Set<String> faults = new LinkedHashSet<>(cib.faults());
    InstanceParameters.Parsed parsed = resource.parameters(faults);
    faults.addAll(parsed.faults());
    ClusterView view = view(cib, resource, faults);
    faults.addAll(
        Names.faults(
            resource.id(),
            view.nodes().stream().map(ClusterView.Node::name).toList(),
            parsed.instance().policy().synchronous().mode() != Policy.Synchronous.Mode.OFF));
    return new Configured(parsed.instance(), view, List.copyOf(faults));
  }

  private static ClusterView view(Cib cib, Resource resource, Set<String> faults) {
    return new ClusterView(
        cib.version(),
        cib.quorate(),
        cib.designatedController(),
        cib.property("maintenance-mode", false),
        resource.managed(faults),
        resource.migrationThreshold(),
        cib.fencingEnabled(),
        cib.nodes().stream().map(n -> new NodeReader(cib, n).read(resource.id())).toList(),
        kept(cib, promotionRecordName(resource.id()), PromotionRecord::parse),
        kept(cib, synchronousSetName(resource.id()), SynchronousSet::parse),
        resource.companions());
  }

  /// One that cannot be read makes the whole CIB unreadable: taken for none, it would let a node be
  /// promoted that must not be.
  private static <T> Optional<T> kept(Cib cib, String name, Function<String, T> parse) {
    try {
      return cib.property(name).map(parse);
    } catch (IllegalArgumentException e) {
      throw new PacemakerException(
          ("the cluster property %s is %s: correct it, or delete it"
                  + " with crm_attribute --type crm_config --name %s --delete")
              .formatted(name, e.getMessage(), name),
          e);
    }
  }
}
