package quantum.report;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import quantum.report.data.PriceSource;
import quantum.report.data.ReportData;
import quantum.report.figures.ReportFigures;
import quantum.report.page.Page;

/** A page as a reader that takes no broken markup sees it. */
record ReportDocument(String html, Document dom) {

  static ReportDocument of(ReportData data) {
    return of(data, Report.STORIES, PriceSource.NONE);
  }

  static ReportDocument of(ReportData data, int stories, PriceSource prices) {
    String html = Page.of(data, ReportFigures.of(data), stories, prices);
    try {
      String xml = html.substring("<!DOCTYPE html>\n".length());
      return new ReportDocument(
          html,
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(xml))));
    } catch (Exception e) {
      throw new AssertionError("the page is not well-formed: " + e.getMessage(), e);
    }
  }

  List<Element> all(String tag) {
    return below(dom.getDocumentElement(), tag);
  }

  List<Element> all(String tag, Predicate<Element> which) {
    return all(tag).stream().filter(which).toList();
  }

  static List<Element> below(Element element, String tag) {
    NodeList nodes = element.getElementsByTagName(tag);
    List<Element> found = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      found.add((Element) nodes.item(i));
    }
    return found;
  }

  /** The element of this id. */
  Element id(String id) {
    List<Element> found = all("*", element -> element.getAttribute("id").equals(id));
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " elements of id " + id);
    }
    return found.getFirst();
  }

  /** The words of a total, for example {@code mean_r}. */
  String total(String code) {
    return all("dd", dd -> dd.getAttribute("data-total").equals(code)).getFirst().getTextContent();
  }

  static boolean has(Element element, String style) {
    return List.of(element.getAttribute("class").split(" ")).contains(style);
  }

  /** The tags in their order and depth, without any text or attribute. */
  String skeleton() {
    StringBuilder tags = new StringBuilder();
    all("*").forEach(element -> tags.append(element.getTagName()).append(' '));
    return tags.toString();
  }
}
