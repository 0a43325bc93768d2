package quantum.system.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** axe-core, all of its rules: what of a page people cannot read, hear or reach. */
final class Axe {
  private static final String SCRIPT = script();

  private static final String RUN =
      """
      const done = arguments[arguments.length - 1];
      axe.run(document, {resultTypes: ['violations']})
        .then(({violations}) => done(violations.map((rule) =>
          `${rule.id} (${rule.help}): ${rule.nodes.map((node) => `${node.html} ${node.failureSummary}`).join('; ')}`)))
        .catch((error) => done([`axe failed: ${error}`]));
      """;

  private Axe() {}

  private static String script() {
    try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it finds in the page as it stands, each with the element and what would mend it. */
  static List<String> violations(Browser browser) {
    if (!browser.holds("window.axe")) {
      browser.run(SCRIPT);
    }
    return ((List<?>) browser.runAsync(RUN)).stream().map(String::valueOf).toList();
  }
}
