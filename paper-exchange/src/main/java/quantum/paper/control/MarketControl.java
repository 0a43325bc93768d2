package quantum.paper.control;

import java.math.BigDecimal;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.paper.exchange.Command;
import quantum.paper.exchange.Exchange;
import quantum.paper.exchange.PriceEvent;
import quantum.paper.stream.Streams;
import quantum.paper.upstream.Upstream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /paper/status}, {@code speed}, {@code advance}, {@code tell} and {@code price}: the
 * market.
 */
final class MarketControl {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MOST_STEPS = 10_000_000;

  private final Exchange exchange;
  private final Streams streams;
  private final Pricing pricing;

  /** Prices that the market went through, and the last of them. */
  private record Passed(Optional<PriceEvent> last, long count) {
    static final Passed NOTHING = new Passed(Optional.empty(), 0);

    Passed and(PriceEvent event) {
      return new Passed(Optional.of(event), count + 1);
    }
  }

  MarketControl(Exchange exchange, Streams streams, Pricing pricing) {
    this.exchange = exchange;
    this.streams = streams;
    this.pricing = pricing;
  }

  JsonNode status() {
    ObjectNode answer =
        JSON.createObjectNode()
            .put("time", exchange.nowMillis())
            .put("ticksDone", exchange.ticksDone())
            .put("ticksTotal", exchange.totalTicks())
            .put("finished", finished())
            .put("marketConnections", streams.marketConnections())
            .put("marketStreams", streams.marketStreams())
            .put("privateConnections", streams.privateConnections())
            .put("openConnections", streams.openConnections());
    exchange
        .nextMillis()
        .ifPresentOrElse(next -> answer.put("nextTime", next), () -> answer.putNull("nextTime"));
    switch (pricing) {
      case Pricing.Replayed(ReplayPace pace) -> answer.put("speed", Decimals.plain(pace.speed()));
      case Pricing.Followed(Upstream upstream) -> {
        ObjectNode followed = answer.putObject("upstream").put("connected", upstream.isConnected());
        ObjectNode ages = followed.putObject("ageMillis");
        upstream.agesMillis().forEach((symbol, age) -> ages.put(symbol.name(), age));
      }
    }
    ObjectNode prices = answer.putObject("prices");
    exchange
        .lastPrices()
        .forEach(price -> prices.put(price.symbol().name(), Decimals.plain(price.price())));
    return answer;
  }

  JsonNode speed(Query query) {
    replay().speed(query.decimal("x"));
    return status();
  }

  /**
   * {@code ticks=n}: the next n prices. {@code bars=n}: all prices up to the end of the n-th bar
   * from here, counted in the shortest bar of all symbols. {@code fills=first} with ticks: ends at
   * a price that meets a resting order, and holds it back until {@code /paper/tell}.
   */
  JsonNode advance(Query query) {
    replay();
    Optional<String> bars = query.text("bars");
    Optional<String> ticks = query.text("ticks");
    if (bars.isPresent() && ticks.isPresent()) {
      throw new IllegalArgumentException("send either ticks or bars");
    }
    boolean fillsFirst = fillsFirst(query);
    if (bars.isPresent() && fillsFirst) {
      throw new IllegalArgumentException("fills=first goes with ticks");
    }
    exchange.tell();
    Passed passed =
        bars.isPresent() ? bars(steps(query, "bars")) : ticks(steps(query, "ticks"), fillsFirst);
    streams.flush();
    return told(passed);
  }

  private Passed bars(int wanted) {
    long interval = exchange.shortestIntervalMillis();
    long from = exchange.nextMillis().orElse(exchange.nowMillis()) / interval * interval;
    long end = from + wanted * interval;
    Passed passed = Passed.NOTHING;
    for (var event = exchange.advanceBefore(end);
        event.isPresent();
        event = exchange.advanceBefore(end)) {
      passed = passed.and(event.get());
    }
    return passed;
  }

  private Passed ticks(int wanted, boolean fillsFirst) {
    Passed passed = Passed.NOTHING;
    while (passed.count() < wanted && exchange.untold().isEmpty()) {
      Optional<PriceEvent> event = fillsFirst ? exchange.advanceFillsFirst() : exchange.advance();
      if (event.isEmpty()) {
        break;
      }
      passed = passed.and(event.get());
    }
    return passed;
  }

  private static boolean fillsFirst(Query query) {
    Optional<String> fills = query.text("fills");
    if (fills.isPresent() && !fills.get().equals("first")) {
      throw new IllegalArgumentException("fills can only be first, was '" + fills.get() + "'");
    }
    return fills.isPresent();
  }

  private static int steps(Query query, String name) {
    long number = query.number(name).orElse(1L);
    if (number < 1 || number > MOST_STEPS) {
      throw new IllegalArgumentException(name + " must be 1 to " + MOST_STEPS + ", was " + number);
    }
    return (int) number;
  }

  /** Tells the market the price that was held back; nothing if there is none. */
  JsonNode tell() {
    exchange.tell();
    streams.flush();
    return status();
  }

  JsonNode price(Query query) {
    replay();
    Symbol symbol = query.symbol();
    BigDecimal price = query.decimal("price");
    if (price.signum() <= 0) {
      throw new IllegalArgumentException("price must be > 0, was " + price.toPlainString());
    }
    long time = query.number("time").orElseGet(exchange::nowMillis);
    Optional<PriceEvent> event = exchange.setPrice(new Command.SetPrice(symbol, price, time));
    if (event.isEmpty()) {
      throw new IllegalArgumentException("symbol " + symbol + " is not traded here");
    }
    streams.flush();
    return told(Passed.NOTHING.and(event.get()));
  }

  private JsonNode told(Passed passed) {
    ObjectNode answer = JSON.createObjectNode();
    passed
        .last()
        .ifPresentOrElse(
            event ->
                answer
                    .put("symbol", event.symbol().name())
                    .put("price", Decimals.plain(event.price()))
                    .put("time", event.timeMillis()),
            () -> answer.putNull("symbol").putNull("price").putNull("time"));
    return answer
        .put("ticks", passed.count())
        .put("ticksDone", exchange.ticksDone())
        .put("held", exchange.untold().isPresent())
        .put("finished", finished());
  }

  private ReplayPace replay() {
    return switch (pricing) {
      case Pricing.Replayed(ReplayPace pace) -> pace;
      case Pricing.Followed _ ->
          throw new IllegalArgumentException("prices follow the upstream, they cannot be set here");
    };
  }

  private boolean finished() {
    return pricing instanceof Pricing.Replayed && exchange.nextMillis().isEmpty();
  }
}
