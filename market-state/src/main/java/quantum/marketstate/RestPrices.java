package quantum.marketstate;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import quantum.kernel.value.Symbol;
import quantum.marketdata.Answer;
import quantum.marketdata.MarkTick;
import quantum.marketdata.PublicRest;
import quantum.runtime.RestWeight;

/**
 * Asks REST for the prices that the streams do not tell: at most once in an interval, one by one
 * while they are few, else all with one request; within the weight that may be used for them.
 */
final class RestPrices {
  /** So many single requests still cost less than the one for all. */
  private static final int MOST_SINGLE = 5;

  private final PublicRest rest;
  private final RestWeight weight;
  private final long intervalMillis;
  private final Consumer<FeedEvent> events;
  private final Warnings warnings;
  private final Set<Symbol> once = new TreeSet<>();
  private int asked;
  private long nextAt = Long.MIN_VALUE;

  RestPrices(
      PublicRest rest,
      RestWeight weight,
      Duration interval,
      Consumer<FeedEvent> events,
      Warnings warnings) {
    this.rest = rest;
    this.weight = weight;
    this.intervalMillis = interval.toMillis();
    this.events = events;
    this.warnings = warnings;
  }

  /** The prices of these are wanted once. */
  void wanted(Set<Symbol> symbols) {
    once.addAll(symbols);
  }

  /** Asks for the silent symbols, and for what is wanted once, if it is time. */
  void look(Set<Symbol> silent, Watchlist watched, long now) {
    once.retainAll(watched.symbols());
    if (asked > 0 || now < nextAt || silent.isEmpty() && once.isEmpty()) {
      return;
    }
    nextAt = now + intervalMillis;
    Set<Symbol> wanted = new TreeSet<>(silent);
    wanted.addAll(once);
    boolean single = wanted.size() <= MOST_SINGLE;
    int cost = single ? wanted.size() * PublicRest.PRICE_WEIGHT : PublicRest.ALL_PRICES_WEIGHT;
    boolean urgent = wanted.stream().anyMatch(watched.open()::contains);
    if (!weight.take(cost, urgent ? RestWeight.Use.POSITIONS : RestWeight.Use.PRICES)) {
      warnings.bad("prices are not asked for: the venue's request weight of this minute is used");
      return;
    }
    once.clear();
    if (single) {
      asked = wanted.size();
      wanted.forEach(symbol -> tell(rest.premiumIndex(symbol).thenApply(RestPrices::alone)));
    } else {
      asked = 1;
      tell(rest.premiumIndex(wanted));
    }
  }

  /** The venue answered; what it told. */
  List<MarkTick> answered(Answer<List<MarkTick>> answer, long now) {
    asked--;
    switch (answer) {
      case Answer.Ok<List<MarkTick>>(List<MarkTick> ticks, List<String> bad) -> {
        bad.forEach(warnings::bad);
        return ticks;
      }
      case Answer.UnknownSymbol<List<MarkTick>>(Symbol symbol) ->
          warnings.bad("premiumIndex: unknown symbol " + symbol);
      case Answer.Failed<List<MarkTick>>(String why, Duration pause) -> {
        warnings.bad("premiumIndex: " + why);
        nextAt = Math.max(nextAt, now + pause.toMillis());
      }
    }
    return List.of();
  }

  private void tell(CompletableFuture<Answer<List<MarkTick>>> answer) {
    answer.thenAccept(told -> events.accept(new FeedEvent.Polled(told)));
  }

  private static Answer<List<MarkTick>> alone(Answer<MarkTick> answer) {
    return switch (answer) {
      case Answer.Ok<MarkTick>(MarkTick tick, List<String> bad) ->
          new Answer.Ok<>(List.of(tick), bad);
      case Answer.UnknownSymbol<MarkTick>(Symbol symbol) -> new Answer.UnknownSymbol<>(symbol);
      case Answer.Failed<MarkTick>(String why, Duration pause) -> new Answer.Failed<>(why, pause);
    };
  }
}
