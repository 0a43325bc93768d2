package quantum.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import quantum.demo.MarketReplay;
import quantum.demo.PriceFolder;
import quantum.demo.Suite;
import quantum.system.LockstepRun;
import quantum.system.RecordedMarket;

/**
 * The console of the real suite in a real browser: the page lies open while the services trade on
 * recorded prices, and is then looked at, measured and used.
 */
@ExtendWith(WithBrowser.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleInBrowserIT {
  private static final String TOKEN = "the-token-of-the-browser-test";

  /** A second is what is promised; a machine that is busy with other builds may not keep it. */
  private static final long GENEROUS_MILLIS = 5_000;

  /** When which event came into the page, by the wall clock that Redis has too. */
  private static final String WATCH =
      """
      window.cameAt = {};
      const note = () => document.querySelectorAll('#timeline [data-entry]').forEach((row) => {
        window.cameAt[row.dataset.entry] ??= Date.now();
      });
      new MutationObserver(note).observe(document.getElementById('main'), {childList: true, subtree: true});
      """;

  private static Suite suite;
  private static String address;
  private static Browser browser;

  @BeforeAll
  static void play(Browser opened) throws IOException {
    browser = opened;
    RecordedMarket market = RecordedMarket.of("long-and-short", 230);
    Path folder = LockstepRun.folder("browser");
    Set<String> services = new TreeSet<>(Suite.CHAIN);
    services.add(Suite.CONSOLE);
    suite =
        Suite.start(
            new Suite.Config(
                services,
                PriceFolder.write(market.window().series(), folder.resolve("prices")),
                OptionalLong.of(market.window().startMillis()),
                market.window().symbols(),
                true,
                folder,
                Map.of(Suite.CONSOLE, Map.of("CONSOLE_ACTIONS", "true", "CONSOLE_TOKEN", TOKEN))));
    address = suite.consoleAddress().orElseThrow();
    browser.open(address + "/#/timeline");
    browser.await("the page is live", "document.body.dataset.link === 'live'");
    browser.run(WATCH);
    new MarketReplay(suite, market.ticks(), market.entries(), (time, done, total) -> {}).lockstep();
  }

  @AfterAll
  static void stop() {
    if (suite != null) {
      suite.close();
    }
  }

  /** Ids of what the apply layer has committed of tranches, oldest first. */
  private static List<String> harvests() {
    return suite.redis().commands().xrange(suite.names().applyResult(), Range.unbounded()).stream()
        .filter(result -> result.getBody().getOrDefault("action", "").startsWith("PARTIAL_"))
        .filter(result -> "FILLED".equals(result.getBody().get("status")))
        .map(StreamMessage::getId)
        .toList();
  }

  private static long millis(String entry) {
    return Long.parseLong(entry.substring(0, entry.indexOf('-')));
  }

  @Test
  @Order(1)
  void harvest_isInThePage_withinASecondOfItsCommit_withoutLoadingItAnew() {
    List<String> harvests = harvests();
    assertThat(harvests).as("the market is worth the test").hasSizeGreaterThanOrEqualTo(3);
    for (String entry : harvests) {
      browser.await(entry + " is shown", "window.cameAt[arguments[0]]", entry);
    }
    List<Long> took =
        harvests.stream()
            .map(entry -> browser.number("window.cameAt[arguments[0]]", entry) - millis(entry))
            .toList();
    System.out.printf(
        "%s: %d harvests were in the page %s ms after their commit%n",
        browser.version(), took.size(), took);
    assertThat(took).allMatch(each -> each < GENEROUS_MILLIS);
    assertThat(browser.number("performance.getEntriesByType('navigation').length")).isEqualTo(1);
  }
}
