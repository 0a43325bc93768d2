package quantum.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import quantum.contracts.LimitsRecord;
import quantum.contracts.Names;
import quantum.kernel.value.Symbol;
import quantum.runtime.testing.StreamProbe;

/** What the page makes of nothing, of silence, and of texts that mean it harm. */
@ExtendWith(WithBrowser.class)
class ConsoleAloneInBrowserIT {
  private static final Names NAMES = new Names("quantum");
  private static final int PHONE = 390;
  private static final int DESK = 1440;
  private static final int HIGH = 844;

  /** Each stands in every text of a stream, key or hash that a page shows. */
  private static final List<String> HOSTILE =
      List.of(
          "<script>window.hit = 1</script><img src=x onerror=\"window.hit = 1\">",
          "\"><svg onload='window.hit = 1'></svg><style>*{display:none}</style>",
          "\u202eTOP\u2066 reversed, never ended",
          "W".repeat(10_000),
          "one\ntwo\r\nthree\u0000\u0007<b>four",
          "javascript:alert(1) {{7*7}} ${7*7} __proto__ &lt;i&gt;");

  /** Letters of a script that is written from the right; as long as a symbol may be. */
  private static final String FROM_THE_RIGHT = "عربي" + "W".repeat(36);

  /** What the page is made of, without what its texts say. */
  private static final String SKELETON =
      """
      [...document.body.querySelectorAll('*')].filter((each) => !each.closest('.plot, #banner, .ladder, .meter'))
        .map((each) => `${each.tagName} ${each.getAttribute('class') ?? ''} ${each.getAttributeNames().filter((name) => !name.startsWith('data-')).sort()}`)
        .join('\\n')
      """;

  private Browser browser;
  private ConsoleAlone console;
  private StreamProbe probe;

  @BeforeEach
  void start(Browser opened) {
    browser = opened;
    browser.size(PHONE, HIGH);
    console = new ConsoleAlone();
    probe = new StreamProbe(console.redis);
  }

  @AfterEach
  void stop() {
    probe.close();
    console.close();
  }

  private void open(String hash) {
    browser.await("the console listens", console::listens);
    browser.open(console.address + "/" + hash);
  }

  private void link(String state) {
    browser.await("the page is " + state, "document.body.dataset.link === arguments[0]", state);
  }

  private static final Map<String, String> PAGES = new LinkedHashMap<>();

  static {
    for (String page : List.of("positions", "timeline", "closed", "account", "services")) {
      PAGES.put(page, "#/" + page);
    }
    PAGES.put("position", "#/position/TEXTUSDT");
  }

  @Test
  void nothingYet_empty_stale_andDisconnected_areSaid_andEndByThemselves() {
    List<String> faults = new ArrayList<>();
    console.redis.kill9();
    console.start();
    open("#/positions");
    browser.await("it says that it waits", "document.querySelector('[data-blank=loading]')");
    look("loading", faults);

    console.redis.restart();
    link("live");
    for (String page : List.of("positions", "timeline", "closed")) {
      browser.follow("#/" + page);
      browser.await(page + " is empty", "document.querySelector('[data-blank=empty]')");
      look("empty " + page, faults);
    }
    probe.close();
    probe = new StreamProbe(console.redis);
    write("a harmless text", 0, "TEXTUSDT");
    browser.follow("#/positions");
    browser.await("a position", "document.querySelector('[data-symbol=TEXTUSDT]')");
    browser.console(); // what a browser says of a console that is gone is no fault of the page

    console.redis.kill9();
    link("stale");
    assertThat(browser.text("#banner")).contains("Redis does not answer", "as it was at");
    assertThat(browser.text("#link-text")).matches("Stale \\d+ s");
    look("stale", faults);
    console.redis.restart();
    link("live");
    assertThat(browser.holds("document.getElementById('banner').hidden")).isTrue();

    console.kill();
    link("disconnected");
    assertThat(browser.text("#banner")).contains("as it was at", "Stops rest at the exchange");
    assertThat(browser.text("#positions")).as("what was read is kept").contains("TEXTUSDT");
    look("disconnected", faults);
    browser.console();
    console.start();
    link("live");
    assertThat(browser.number("performance.getEntriesByType('navigation').length")).isEqualTo(1);
    assertThat(faults).isEmpty();
  }

  private void look(String what, List<String> faults) {
    browser.screenshot(ConsoleInBrowserIT.PICTURES.resolve(what.replace(' ', '-') + ".png"));
    for (String scheme : List.of("light", "dark")) {
      browser.scheme(scheme);
      Axe.violations(browser).forEach(fault -> faults.add(what + ", " + scheme + ": " + fault));
    }
    if (browser.overflow() > 0) {
      faults.add(what + ": wider than the screen");
    }
  }

  @Test
  void textsOfOthers_changeNoPage() {
    Map<String, String> harmless = new LinkedHashMap<>();
    fill(
        HOSTILE.stream().map(text -> "text " + HOSTILE.indexOf(text)).toList(),
        "TEXTUSDT",
        "LONGUSDT");
    console.start();
    for (Map.Entry<String, String> page : PAGES.entrySet()) {
      open(page.getValue());
      link("live");
      harmless.put(page.getKey(), settled());
    }

    browser.open("about:blank");
    console.kill();
    probe.flush();
    browser.console();
    fill(HOSTILE, "TEXTUSDT", FROM_THE_RIGHT);
    console.start();
    for (Map.Entry<String, String> page : PAGES.entrySet()) {
      String name = page.getKey();
      open(page.getValue());
      link("live");
      assertThat(settled()).as("what %s is made of", name).isEqualTo(harmless.get(name));
      browser.screenshot(ConsoleInBrowserIT.PICTURES.resolve("hostile-" + name + ".png"));
      assertThat(browser.holds("window.hit")).as(name + " ran a text").isFalse();
      assertThat(browser.overflow()).as(name + " is wider than a phone by").isZero();
      browser.size(DESK, HIGH);
      assertThat(browser.overflow()).as(name + " is wider than a desk's screen by").isZero();
      browser.size(PHONE, HIGH);
      assertThat(browser.number("document.documentElement.scrollHeight"))
          .as("%s is buried under a text", name)
          .isLessThan(20_000);
      assertThat(browser.text("main")).as(name).doesNotContain("\u202e", "\u2066");
      assertThat(browser.console()).as(name).isEmpty();
    }
    browser.follow("#/timeline");
    browser.await(
        "a hostile text is shown as it is",
        () -> browser.text("#timeline").contains("<script>window.hit = 1</script>"));
  }

  /** What the page is made of, once it has stayed the same for some looks. */
  private String settled() {
    String[] last = {""};
    int[] same = {0};
    browser.await(
        "the page has come to rest",
        () -> {
          String now = (String) browser.run("return " + SKELETON);
          same[0] = now.equals(last[0]) ? same[0] + 1 : 0;
          last[0] = now;
          return same[0] > 20;
        });
    return last[0];
  }

  private void fill(List<String> texts, String first, String second) {
    for (int i = 0; i < texts.size(); i++) {
      write(texts.get(i), i, i % 2 == 0 ? first : second);
    }
  }

  /**
   * The text wherever somebody else could have written it.
   *
   * @param i tells it from the others
   */
  private void write(String text, int i, String symbol) {
    long now = System.currentTimeMillis();
    String at = EventTime.format(now);
    probe.commands().hset(NAMES.position(Symbol.of(symbol)), position(symbol, text, at));
    probe.commands().sadd(NAMES.positionsOpen(), symbol);
    probe.commands().sadd(NAMES.positionsOpen(), text);
    probe
        .commands()
        .hset(
            NAMES.ticker(Symbol.of(symbol)),
            Map.of("markPrice", "101", "price", "101", "timestamp", at));
    String plan = "%016x".formatted(i + 1);
    probe.xadd(
        NAMES.applyPlan(),
        Map.of(
            "plan_id", plan,
            "symbol", symbol,
            "action", "PARTIAL_25",
            "source", text,
            "reason", text,
            "position_id", "p" + symbol,
            "timestamp", at));
    Map<String, String> result =
        new TreeMap<>(
            Map.of(
                "plan_id", plan,
                "symbol", symbol,
                "action", "PARTIAL_25",
                "status", "FILLED",
                "executed", "True",
                "reduceOnly", "True",
                "source", text,
                "price", "101",
                "filled_qty", "1",
                "timestamp", at));
    result.put("realized_pnl", "1");
    result.put("position_id", "p" + symbol);
    probe.xadd(NAMES.applyResult(), result);
    result.putAll(Map.of("plan_id", "f" + plan.substring(1), "status", "SKIPPED", "error", text));
    result.put("executed", "False");
    result.put("action", text);
    probe.xadd(NAMES.applyResult(), result);
    result.put("action", "ENTRY_PROPOSED");
    probe.xadd(NAMES.applyResult(), result);
    probe.xadd(
        NAMES.alert(),
        Map.of(
            "kind", text,
            "severity", text,
            "service", text,
            "symbol", text,
            "text", text,
            "count", text,
            "timestamp", at));
    probe.xadd(NAMES.deadLetter(), Map.of("error", text, "stream", text, "f" + text, text));
    closed(text, i, symbol, now);
    for (String key : List.of(NAMES.halt(), NAMES.flatten(), NAMES.pause(Symbol.of(symbol)))) {
      probe.commands().hset(key, Map.of("reason", text, "by", text, "scope", text, "id", text));
    }
    probe.commands().set(NAMES.kill(), text);
    probe.commands().hset(NAMES.settings("apply-layer"), Map.of("VENUE", text));
    probe.commands().hset(NAMES.settings("harvest-brain"), Map.of("HARVEST_MODE", text));
    String service =
        List.of("market-state", "harvest-brain", "exitbrain", "apply-layer").get(i % 4);
    probe
        .commands()
        .hset(
            NAMES.health(service),
            Map.of(
                "pid", "1",
                "version", text,
                "started_at", at,
                "last_event_ts", at,
                "state", text,
                "reason", text,
                "mode", text));
    probe
        .commands()
        .hset(
            NAMES.limits(),
            new LimitsRecord(
                    now,
                    new BigDecimal("100"),
                    BigDecimal.ZERO,
                    new BigDecimal("100"),
                    BigDecimal.ZERO,
                    new BigDecimal("100"),
                    1,
                    now,
                    text,
                    new BigDecimal("10"),
                    new BigDecimal("10"),
                    5,
                    now)
                .encode());
  }

  private static Map<String, String> position(String symbol, String text, String at) {
    Map<String, String> hash = new TreeMap<>();
    hash.put("symbol", symbol);
    hash.put("side", "LONG");
    hash.put("qty", "2");
    hash.put("initial_qty", "2");
    hash.put("entry_price", "100");
    hash.put("entry_risk", "2");
    hash.put("stop_loss", "98");
    hash.put("stop_state", text);
    hash.put("position_id", "p" + symbol);
    hash.put("leverage", "10");
    hash.put("opened_at", at);
    hash.put("realized_pnl", "0");
    hash.put("source", text);
    return hash;
  }

  private void closed(String text, int i, String symbol, long now) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("position_id", "closed" + i);
    fields.put("symbol", symbol);
    fields.put("side", "LONG");
    fields.put("opened_at", EventTime.format(now - 60_000));
    fields.put("closed_at", EventTime.format(now));
    fields.put("entry_price", "100");
    fields.put("exit_price", "101");
    fields.put("initial_qty", "2");
    fields.put("entry_risk", "2");
    fields.put("realized_pnl", "2");
    fields.put("commission", "0.1");
    fields.put("funding", "0");
    fields.put("peak_price", "102");
    fields.put("trough_price", "99");
    fields.put("exit_reason", text);
    fields.put("source", text);
    if (ClosedPosition.decode(fields) instanceof Decoded.Ok<ClosedPosition>(var closed, _)) {
      probe.commands().zadd(NAMES.positionsClosed(), now / 1000.0, closed.member());
    } else {
      throw new IllegalStateException("no closed position: " + fields);
    }
  }
}
