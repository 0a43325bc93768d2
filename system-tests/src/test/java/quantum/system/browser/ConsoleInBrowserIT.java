package quantum.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.openqa.selenium.Keys;
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

  static final Path PICTURES = Path.of("target", "screenshots").toAbsolutePath();

  private enum Screen {
    PHONE(390, 844),
    TABLET(768, 1024),
    DESK(1440, 900);

    private final int width;
    private final int height;

    Screen(int width, int height) {
      this.width = width;
      this.height = height;
    }
  }

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

  @Test
  @Order(2)
  void page_paintsWithinASecond_andIsSmall() {
    browser.forget();
    browser.open(address + "/");
    browser.await(
        "something is painted", "performance.getEntriesByName('first-contentful-paint').length");
    browser.await("the page is live", "document.body.dataset.link === 'live'");
    long paint =
        browser.number("performance.getEntriesByName('first-contentful-paint')[0].startTime");
    long bytes =
        browser.number(
            """
            [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
              .filter((each) => !each.name.includes('/api/'))
              .reduce((sum, each) => sum + each.transferSize, 0)
            """);
    long files = browser.number("performance.getEntriesByType('resource').length");
    System.out.printf(
        "%s: first paint after %d ms, %d bytes in %d requests%n",
        browser.version(), paint, bytes, files + 1);
    assertThat(paint).isLessThan(GENEROUS_MILLIS);
    assertThat(bytes).as("packed, with headers").isBetween(50_000L, 300_000L);
  }

  @Test
  @Order(3)
  void pages_atEveryWidth_darkAndLight_areReadable_andFitTheScreen() {
    List<String> faults = new ArrayList<>();
    for (Map.Entry<String, String> page : pages().entrySet()) {
      browser.open(address + "/" + page.getValue());
      browser.await(page.getKey() + " is live", "document.body.dataset.link === 'live'");
      browser.await(
          page.getKey() + " shows its table",
          "[...document.querySelectorAll('main table')].some((each) => each.checkVisibility())"
              + " && [...document.querySelectorAll('#plot')].every((each) => each.querySelector('canvas'))");
      for (Screen screen : Screen.values()) {
        browser.size(screen.width, screen.height);
        for (String scheme : List.of("dark", "light")) {
          browser.scheme(scheme);
          String where = page.getKey() + "-" + screen.width + "-" + scheme;
          browser.screenshot(PICTURES.resolve(where + ".png"));
          // the layout is the same in both schemes, and the colours are at all widths
          if (scheme.equals("dark") || screen == Screen.DESK) {
            Axe.violations(browser).forEach(fault -> faults.add(where + ": " + fault));
          }
          if (browser.overflow() > 0) {
            faults.add(where + ": is " + browser.overflow() + " px wider than the screen");
          }
        }
      }
      faults.addAll(unaligned(page.getKey()));
      browser.console().forEach(line -> faults.add(page.getKey() + ": " + line));
    }
    assertThat(faults).isEmpty();
  }

  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("positions", "#/positions");
    pages.put("position", "#/position/" + open());
    pages.put("timeline", "#/timeline");
    pages.put("closed", "#/closed");
    pages.put("account", "#/account");
    pages.put("services", "#/services");
    return pages;
  }

  private static String open() {
    return suite.redis().commands().smembers(suite.names().positionsOpen()).stream()
        .sorted()
        .findFirst()
        .orElseThrow();
  }

  /** Figures that do not end where their column does, or whose digits are of different widths. */
  private static List<String> unaligned(String page) {
    Object found =
        browser.run(
            """
            return [...document.querySelectorAll('main td.num, main td > .num')].filter((cell) => {
              if (!cell.checkVisibility() || !cell.textContent) return false;
              const text = document.createRange();
              text.selectNodeContents(cell);
              const column = cell.closest('td');
              const style = getComputedStyle(column);
              const edge = column.getBoundingClientRect().right - parseFloat(style.paddingRight);
              const follows = cell.nextElementSibling?.classList.contains('away') || cell.closest('.meter');
              return !getComputedStyle(cell).fontVariantNumeric.includes('tabular-nums')
                  || style.textAlign === 'right' && !follows && Math.abs(text.getBoundingClientRect().right - edge) > 1;
            }).map((cell) => cell.outerHTML.slice(0, 120));
            """);
    return ((List<?>) found).stream().map(cell -> page + " does not align: " + cell).toList();
  }

  @Test
  @Order(4)
  void keyboard_reachesEverything_isSeen_andKeepsItsPlace() {
    browser.size(Screen.DESK.width, Screen.DESK.height);
    browser.open(address + "/#/positions");
    browser.element("#positions tbody tr");
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      browser.press(Keys.TAB);
      if (browser.holds("document.activeElement === document.body")) {
        break;
      }
      reached.add((String) browser.run(FOCUSED));
    }
    assertThat(reached).first().asString().startsWith("Skip to content");
    assertThat(reached).as("each is seen on the page, and says what it is").allMatch(this::isSeen);
    assertThat(reached)
        .as("all that can be used")
        .hasSize(
            (int)
                browser.number(
                    "[...document.querySelectorAll('a[href], button, select, input')]"
                        + ".filter((each) => each.checkVisibility()).length"));

    browser.press(Keys.TAB); // from the start again
    browser.press(Keys.ENTER);
    assertThat(browser.holds("document.activeElement.id === 'main'")).as("skipped").isTrue();
    assertThat(browser.run("return document.querySelector('main').dataset.page"))
        .isEqualTo("positions");
    browser.press(Keys.TAB);
    assertThat(browser.focused().getText()).isEqualTo(open());
    browser.press(Keys.ENTER);
    browser.element("[data-action=close]");
    browser.run("document.querySelector('[data-action=close]').focus()");

    String price = browser.text("[data-fact=price]");
    suite.paper().price(open(), nextTo(price), suite.paper().status().get("time").asLong() + 1);
    browser.await("the new price", () -> !browser.text("[data-fact=price]").equals(price));
    assertThat(browser.holds("document.activeElement.dataset.action === 'close'"))
        .as("a page that changes leaves the keyboard where it is")
        .isTrue();
    browser.press(Keys.ENTER);
    browser.await("the dialog", "document.querySelector('dialog').open");
    assertThat(browser.holds("document.activeElement.id === 'typed'")).isTrue();
    for (int i = 0; i < 8; i++) {
      browser.press(Keys.TAB);
      assertThat(browser.holds("document.activeElement.closest('main, header, footer')"))
          .as("what lies behind the dialog is reached")
          .isFalse();
    }
    assertThat(Axe.violations(browser)).as("the dialog").isEmpty();
    browser.press(Keys.ESCAPE);
    browser.await("the dialog is closed", "!document.querySelector('dialog').open");
    assertThat(browser.holds("document.activeElement.dataset.action === 'close'")).isTrue();
  }

  /** The name of what the keyboard is at, and how its frame is drawn. */
  private static final String FOCUSED =
      """
      const at = document.activeElement;
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      const seen = box.width > 0 && box.bottom > 0 && box.right > 0 && box.left < innerWidth && box.top < innerHeight
          && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
      return `${at.ariaLabel ?? at.innerText.trim()} | ${seen ? 'seen' : at.outerHTML}`;
      """;

  private boolean isSeen(String focused) {
    return focused.endsWith(" | seen") && !focused.startsWith(" |");
  }

  /** A price a ten-thousandth away, with as many digits. */
  private static String nextTo(String shown) {
    BigDecimal price = new BigDecimal(shown.replace(",", ""));
    return price.add(price.ulp()).toPlainString();
  }

  @Test
  @Order(5)
  void close_typedWithToken_endsThePositionAtTheExchange() {
    String symbol = open();
    browser.open(address + "/#/position/" + symbol);
    browser.click("[data-action=close]");
    browser.element("#action-token").sendKeys(TOKEN);
    browser.element("#typed").sendKeys("YES");
    browser.element("#action-send").click();
    browser.await("it is refused", () -> browser.text("#action-error").contains("not " + symbol));
    assertThat(suite.redis().commands().sismember(suite.names().positionsOpen(), symbol)).isTrue();
    browser.element("#typed").clear();
    browser.element("#typed").sendKeys(symbol);
    browser.element("#action-send").click();
    browser.await("it says what was done", "document.querySelector('.action-told')");
    assertThat(browser.text("#dialog-title")).isEqualTo("Done");
    browser.press(Keys.ESCAPE);
    browser.follow("#/positions");
    browser.await(
        "it is gone from the page",
        "!document.querySelector('[data-symbol=' + arguments[0] + ']')",
        symbol);
    assertThat(suite.redis().commands().sismember(suite.names().positionsOpen(), symbol)).isFalse();
    browser.follow("#/timeline");
    browser.await(
        "the close is told",
        "document.querySelector('#timeline tr[data-kind=CLOSE][data-symbol=' + arguments[0] + ']')",
        symbol);
    assertThat(suite.paper().account().get("positions").valueStream())
        .as("what the exchange says")
        .noneMatch(
            held ->
                held.get("symbol").asString().equals(symbol)
                    && new BigDecimal(held.get("amount").asString()).signum() != 0);
  }

  @Test
  @Order(6)
  void serviceThatIsKilled_turnsThePage_andTurnsItBack() {
    browser.open(address + "/#/services");
    String row = "#services tr[data-service=exitbrain]";
    browser.await("exitbrain runs", state(row, "running"));
    suite.kill9ForGood(Suite.EXITBRAIN);
    browser.await("the page says that it is missing", state(row, "missing"));
    assertThat(browser.text(row + " .badge")).isEqualTo("missing");
    browser.follow("#/positions");
    browser.await(
        "the first page says it too", () -> browser.text("#findings").contains("exitbrain"));
    suite.startAgain(Suite.EXITBRAIN);
    browser.await("it is back", () -> !browser.text("#findings").contains("exitbrain"));
    browser.follow("#/services");
    browser.await("exitbrain runs again", state(row, "running"));
  }

  private static String state(String row, String state) {
    return "document.querySelector('" + row + "')?.dataset.state === '" + state + "'";
  }
}
