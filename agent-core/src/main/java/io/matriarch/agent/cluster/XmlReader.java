package io.matriarch.agent.cluster;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Reads XML that another program wrote, within bounds and without a DTD or external entities.
public final class XmlReader {

  static final int MOST_CHARACTERS = 16 << 20;
  static final int MOST_DEPTH = 64;

  private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

  public XmlReader() {
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setXMLResolver(
        (publicId, systemId, _, _) -> {
          throw new XMLStreamException("external entity " + publicId + " " + systemId);
        });
  }

  /// The root element; throws [PacemakerException] naming the source and the rule it breaks.
  public Element read(String source, String document) {
    if (document.length() > MOST_CHARACTERS) {
      throw refusal(
          source, "it has " + document.length() + " characters, more than " + MOST_CHARACTERS);
    }
    try {
      return read(source, factory.createXMLStreamReader(new StringReader(document)));
    } catch (XMLStreamException e) {
      throw new PacemakerException(source + " is not well-formed XML" + place(e.getLocation()));
    } catch (MissingResourceException e) {
      // The JDK's parser has no words for some faults of a document type.
      throw refusal(source, "it has a document type, and a wrong one");
    }
  }

  /// Where, and no more: what the parser says quotes the text, which may be a fence agent's
  /// password.
  private static String place(@Nullable Location location) {
    return location == null
        ? ""
        : ", at line %d, column %d".formatted(location.getLineNumber(), location.getColumnNumber());
  }

  private static Element read(String source, XMLStreamReader reader) throws XMLStreamException {
    try {
      List<Element> roots = new ArrayList<>();
      while (reader.hasNext()) {
        int event = reader.next();
        refuseDtd(source, event);
        if (event == XMLStreamConstants.START_ELEMENT) {
          roots.add(element(source, reader, 1));
        }
      }
      if (roots.size() != 1) {
        throw refusal(source, "it has no root element");
      }
      return roots.getFirst();
    } finally {
      reader.close();
    }
  }

  private static Element element(String source, XMLStreamReader reader, int depth)
      throws XMLStreamException {
    if (depth > MOST_DEPTH) {
      throw refusal(source, "its elements are nested more than " + MOST_DEPTH + " deep");
    }
    String name = reader.getLocalName();
    Map<String, String> attributes = attributes(reader);
    List<Element> children = new ArrayList<>();
    while (reader.hasNext()) {
      int event = reader.next();
      refuseDtd(source, event);
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(element(source, reader, depth + 1));
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        return new Element(name, attributes, children);
      }
    }
    throw refusal(source, "it ends within <" + name + ">");
  }

  private static Map<String, String> attributes(XMLStreamReader reader) {
    Map<String, String> attributes = HashMap.newHashMap(reader.getAttributeCount());
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
    }
    return attributes;
  }

  private static void refuseDtd(String source, int event) {
    if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
      throw refusal(source, "it has a document type or an entity, which Pacemaker never writes");
    }
  }

  private static PacemakerException refusal(String source, String rule) {
    return new PacemakerException(source + " is refused: " + rule);
  }
}
