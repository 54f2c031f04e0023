package io.matriarch.agent.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// An XML element with its attributes and child elements; text is of no use in a CIB.
public record Element(String name, Map<String, String> attributes, List<Element> children) {

  public Element {
    attributes = Map.copyOf(attributes);
    children = List.copyOf(children);
  }

  /// The attribute, or an empty text when it is missing.
  public String get(String attribute) {
    return attributes.getOrDefault(attribute, "");
  }

  public Optional<String> find(String attribute) {
    return Optional.ofNullable(attributes.get(attribute));
  }

  public Stream<Element> all(String childName) {
    return children.stream().filter(c -> c.name.equals(childName));
  }

  /// The elements that are reached by going down through children of these names.
  public Stream<Element> path(String... childNames) {
    Stream<Element> reached = Stream.of(this);
    for (String childName : childNames) {
      reached = reached.flatMap(e -> e.all(childName));
    }
    return reached;
  }

  /// This element and all below it, in the document's order.
  public Stream<Element> tree() {
    return Stream.concat(Stream.of(this), children.stream().flatMap(Element::tree));
  }
}
