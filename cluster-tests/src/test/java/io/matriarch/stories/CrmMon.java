package io.matriarch.stories;

import io.matriarch.stories.ClusterState.Instance;
import io.matriarch.stories.ClusterState.Member;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathNodes;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// Reads the XML of crm_mon.
final class CrmMon {

  private static final XPath XPATH = XPathFactory.newInstance().newXPath();

  private final Document document;

  private CrmMon(Document document) {
    this.document = document;
  }

  static ClusterState parse(String xml) {
    try {
      return new CrmMon(
              DocumentBuilderFactory.newDefaultInstance()
                  .newDocumentBuilder()
                  .parse(new InputSource(new StringReader(xml))))
          .read();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalStateException("crm_mon printed no XML: " + xml, e);
    }
  }

  private ClusterState read() {
    Optional<String> dc =
        elements("//current_dc[@present='true']").stream()
            .map(e -> e.getAttribute("name"))
            .findFirst();
    int fencings = elements("//fence_history/fence_event[@status='success']").size();
    return new ClusterState(dc, nodes(), instances(), attributes(), failures(), fencings);
  }

  private SortedMap<String, Member> nodes() {
    SortedMap<String, Member> nodes = new TreeMap<>();
    for (Element node : elements("/*/nodes/node")) {
      nodes.put(
          node.getAttribute("name"),
          new Member(
              is(node, "online") && !is(node, "pending") && !is(node, "unclean"),
              is(node, "standby"),
              is(node, "maintenance")));
    }
    return nodes;
  }

  private SortedMap<String, Instance> instances() {
    SortedMap<String, Instance> instances = new TreeMap<>();
    for (Element node : elements("//clone/resource[@id='" + Bed.RESOURCE + "']/node")) {
      Element resource = (Element) node.getParentNode();
      instances.put(
          node.getAttribute("name"),
          new Instance(
              resource.getAttribute("role"), is(resource, "managed"), is(resource, "failed")));
    }
    return instances;
  }

  private SortedMap<String, SortedMap<String, String>> attributes() {
    SortedMap<String, SortedMap<String, String>> attributes = new TreeMap<>();
    for (Element attribute : elements("//node_attributes/node/attribute")) {
      Element node = (Element) attribute.getParentNode();
      attributes
          .computeIfAbsent(node.getAttribute("name"), _ -> new TreeMap<>())
          .put(attribute.getAttribute("name"), attribute.getAttribute("value"));
    }
    return attributes;
  }

  private List<String> failures() {
    List<String> failures = new ArrayList<>();
    for (Element failure : elements("//failures/failure")) {
      failures.add(
          "%s on %s: %s, %s"
              .formatted(
                  failure.getAttribute("op_key"),
                  failure.getAttribute("node"),
                  failure.getAttribute("exitstatus"),
                  exitReason(failure)));
    }
    return failures;
  }

  /// Pacemaker 2.1.5 escapes it once too often.
  private static String exitReason(Element failure) {
    return failure.getAttribute("exitreason").replace("&apos;", "'");
  }

  private List<Element> elements(String path) {
    try {
      List<Element> elements = new ArrayList<>();
      XPATH
          .evaluateExpression(path, document, XPathNodes.class)
          .forEach(node -> elements.add((Element) node));
      return elements;
    } catch (XPathExpressionException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  private static boolean is(Element element, String attribute) {
    return element.getAttribute(attribute).equals("true");
  }
}
