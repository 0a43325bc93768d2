package quantum.system;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import quantum.contracts.EventTime;
import quantum.contracts.Names;
import quantum.demo.MarketReplay;
import quantum.demo.PriceFolder;
import quantum.demo.Suite;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;
import quantum.runtime.Quiescence;
import quantum.runtime.StreamSource;
import quantum.runtime.testing.StreamProbe;
import tools.jackson.databind.JsonNode;

/**
 * The suite at the pace of the wall clock, its market moved by hand: prices are told to the
 * exchange, everything else is XADDed from outside.
 */
final class Chain implements AutoCloseable {
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** Price and quantity decimals of every made-up symbol: ticks of 0.0001. */
  private static final BigDecimal SOME_PRICE = new BigDecimal("100.0001");

  private final Suite suite;
  private final StreamProbe probe;
  private long lastMillis;

  private Chain(Suite suite) {
    this.suite = suite;
    this.probe = new StreamProbe(suite.redisUri());
  }

  /**
   * Redis runs, the services do not yet.
   *
   * @param symbols traded at the exchange and allowed to be opened
   * @param overrides settings by service
   */
  static Chain prepare(
      String name, Set<String> symbols, Map<String, Map<String, String>> overrides) {
    return prepare(name, Suite.CHAIN, symbols, overrides);
  }

  /** As the other, with these services. */
  static Chain prepare(
      String name,
      Set<String> services,
      Set<String> symbols,
      Map<String, Map<String, String>> overrides) {
    Path folder = LockstepRun.folder(name);
    SortedMap<Symbol, CandleSeries> prices = new TreeMap<>();
    for (String text : symbols) {
      Symbol symbol = Symbol.of(text);
      // a bar that is never replayed: it makes the exchange list the symbol
      Candle bar = new Candle(0, SOME_PRICE, SOME_PRICE, SOME_PRICE, SOME_PRICE, BigDecimal.ONE);
      prices.put(symbol, CandleSeries.of(symbol, List.of(bar)));
    }
    try {
      Path files = PriceFolder.write(prices, folder.resolve("prices"));
      return new Chain(
          Suite.prepare(
              new Suite.Config(
                  services,
                  files,
                  OptionalLong.empty(),
                  prices.keySet(),
                  false,
                  folder,
                  overrides)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Chain start(String name, Set<String> symbols, Map<String, Map<String, String>> overrides) {
    return prepare(name, symbols, overrides).started();
  }

  Chain started() {
    try {
      suite.startServices();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  Suite suite() {
    return suite;
  }

  Names names() {
    return suite.names();
  }

  StreamProbe probe() {
    return probe;
  }

  /** Event time of something that happens now, epoch milliseconds: strictly rising. */
  long now() {
    lastMillis = Math.max(lastMillis + 1, System.currentTimeMillis());
    return lastMillis;
  }

  /**
   * The market moves; returns once the price is in the price stream.
   *
   * @return its event time
   */
  long price(String symbol, String price) {
    long millis = now();
    String before = lastId(names().priceUpdate());
    suite.paper().price(symbol, price, millis);
    String timestamp = EventTime.format(millis);
    probe.awaitAfter(
        names().priceUpdate(),
        before,
        entry -> symbol.equals(entry.get("symbol")) && timestamp.equals(entry.get("timestamp")),
        LONGEST);
    return millis;
  }

  private String lastId(String stream) {
    return probe.commands().xrevrange(stream, Range.unbounded(), Limit.from(1)).stream()
        .findFirst()
        .map(StreamMessage::getId)
        .orElse("0");
  }

  /** Opens a LONG of one unit per {@code qty} at the price told last, and waits for the fill. */
  Map<String, String> open(String symbol, String qty, String price, String stop) {
    price(symbol, price);
    intent(
        "symbol",
        symbol,
        "side",
        "BUY",
        "qty",
        qty,
        "entry_price",
        price,
        "stop_loss",
        stop,
        "leverage",
        "5",
        "source",
        "system-test");
    Map<String, String> result =
        awaitResult(symbol, fields -> "ENTRY_PROPOSED".equals(fields.get("action")));
    if (!"FILLED".equals(result.get("status"))) {
      throw new AssertionError("the entry ended as " + result);
    }
    settle();
    return result;
  }

  /** An intent of this moment. */
  String intent(String... fieldsAndValues) {
    return add(names().tradeIntent(), fieldsAndValues);
  }

  /** A plan of this moment. */
  String plan(String... fieldsAndValues) {
    return add(names().applyPlan(), fieldsAndValues);
  }

  private String add(String stream, String... fieldsAndValues) {
    Map<String, String> fields = fields(fieldsAndValues);
    fields.putIfAbsent("timestamp", EventTime.format(now()));
    return probe.xadd(stream, fields);
  }

  /** As XADD with an id of its own. */
  String addWithId(String stream, String id, Map<String, String> fields) {
    return probe.commands().xadd(stream, new XAddArgs().id(id), fields);
  }

  static Map<String, String> fields(String... fieldsAndValues) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < fieldsAndValues.length; i += 2) {
      fields.put(fieldsAndValues[i], fieldsAndValues[i + 1]);
    }
    return fields;
  }

  Map<String, String> awaitResult(String symbol, Predicate<Map<String, String>> wanted) {
    return probe.await(
        names().applyResult(),
        fields ->
            symbol.equals(fields.get("symbol"))
                && fields.containsKey("plan_id")
                && wanted.test(fields),
        LONGEST);
  }

  /**
   * The fill that closed all: of the stop at the exchange, or of exitbrain where that was quicker.
   */
  Map<String, String> awaitStopped(String symbol) {
    return probe.await(
        names().applyResult(),
        fields ->
            symbol.equals(fields.get("symbol"))
                && "True".equals(fields.get("reduceOnly"))
                && "FILLED".equals(fields.get("status"))
                && "0".equals(fields.get("position_qty_after")),
        LONGEST);
  }

  /** Waits until every service has handled all there is, and nothing came of it that is not. */
  void settle() {
    List<StreamSource> groups = MarketReplay.groups(names());
    try {
      probe.await(
          "everything is handled", () -> Quiescence.reached(suite.redis(), groups), LONGEST);
    } catch (AssertionError e) {
      StringBuilder where = new StringBuilder(e.getMessage());
      for (StreamSource source : groups) {
        where
            .append("\n")
            .append(source.stream())
            .append(": ")
            .append(probe.commands().xinfoGroups(source.stream()))
            .append(" pending of ")
            .append(source.group())
            .append(": ")
            .append(
                probe
                    .commands()
                    .xpending(source.stream(), source.group(), Range.unbounded(), Limit.from(3)));
      }
      throw new AssertionError(where.toString(), e);
    }
  }

  /** Entries of a stream that are about the symbol, oldest first. */
  List<Map<String, String>> about(String symbol, String stream) {
    return probe.entries(stream).stream()
        .filter(fields -> symbol.equals(fields.get("symbol")))
        .toList();
  }

  /** Answers of the apply layer about the symbol, oldest first. */
  List<Map<String, String>> results(String symbol) {
    return about(symbol, names().applyResult()).stream()
        .filter(fields -> fields.containsKey("plan_id"))
        .toList();
  }

  Map<String, String> position(String symbol) {
    return probe.hash(names().position(Symbol.of(symbol)));
  }

  /** Orders of a symbol that reached the exchange, and stops that became one there. */
  List<JsonNode> orders(String symbol) {
    return Stream.concat(
            suite.paper().orders().valueStream(),
            suite
                .paper()
                .algos()
                .valueStream()
                .filter(stop -> !stop.path("actualOrderId").asString("").isEmpty()))
        .filter(order -> order.get("symbol").asString().equals(symbol))
        .toList();
  }

  /** Waits for a line of a service's log that contains all of these. */
  void awaitLog(String service, String... parts) {
    probe.await(
        service + " logs " + Arrays.toString(parts),
        () -> log(service).stream().anyMatch(line -> Arrays.stream(parts).allMatch(line::contains)),
        LONGEST);
  }

  List<String> log(String service) {
    try {
      return Files.readAllLines(suite.logs().resolve(service + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    probe.close();
    suite.close();
  }
}
