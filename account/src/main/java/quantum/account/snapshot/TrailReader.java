package quantum.account.snapshot;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.FeedEvent;
import quantum.contracts.Names;
import quantum.contracts.PlanAction;
import quantum.contracts.ResultKind;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Found;

/** Looks through the newest entries of the streams for what became of entries of one symbol. */
final class TrailReader {
  private static final int LOOKED_AT = 1_000;
  private static final int REFUSALS = 3;

  private final Redis redis;
  private final Answers answers;
  private final Symbol symbol;

  TrailReader(Redis redis, Answers answers, Symbol symbol) {
    this.redis = redis;
    this.answers = answers;
    this.symbol = symbol;
  }

  EntryTrail read() {
    Names names = redis.names();
    var intents = newest(names.tradeIntent());
    var plans = newest(names.applyPlan());
    var results = newest(names.applyResult());
    return new EntryTrail(
        found(names.tradeIntent(), intents, this::intent, 1).stream().findFirst(),
        found(names.applyPlan(), plans, this::plan, 1).stream().findFirst(),
        found(names.applyResult(), results, this::refusal, REFUSALS));
  }

  private RedisFuture<List<StreamMessage<String, String>>> newest(String stream) {
    return redis.async().xrevrange(stream, Range.unbounded(), Limit.from(LOOKED_AT));
  }

  private <T> List<T> found(
      String stream,
      RedisFuture<List<StreamMessage<String, String>>> answer,
      Function<StreamMessage<String, String>, Optional<T>> picked,
      int atMost) {
    Found<List<StreamMessage<String, String>>> entries = answers.found(stream, answer);
    List<T> found = new ArrayList<>();
    for (StreamMessage<String, String> entry : entries.value().orElse(List.of())) {
      if (found.size() < atMost && isOfSymbol(entry)) {
        picked.apply(entry).ifPresent(found::add);
      }
    }
    return found;
  }

  /** A first look that spares the reading of all the others. */
  private boolean isOfSymbol(StreamMessage<String, String> entry) {
    return symbol.name().equalsIgnoreCase(entry.getBody().getOrDefault("symbol", "").strip());
  }

  private Optional<TradeIntent.Entry> intent(StreamMessage<String, String> entry) {
    return value(TradeIntent.decode(entry.getBody(), entry.getId()))
        .filter(TradeIntent.Entry.class::isInstance)
        .map(TradeIntent.Entry.class::cast);
  }

  private Optional<ApplyPlan.Entry> plan(StreamMessage<String, String> entry) {
    return value(ApplyPlan.decode(entry.getBody(), entry.getId()))
        .filter(ApplyPlan.Entry.class::isInstance)
        .map(ApplyPlan.Entry.class::cast);
  }

  private Optional<ApplyResult> refusal(StreamMessage<String, String> entry) {
    return value(FeedEvent.decode(entry.getBody(), entry.getId()))
        .filter(ApplyResult.class::isInstance)
        .map(ApplyResult.class::cast)
        .filter(result -> result.planAction().filter(PlanAction.ENTRY_PROPOSED::equals).isPresent())
        .filter(
            result ->
                switch (result.kind()) {
                  case ResultKind.Filled filled -> false;
                  case ResultKind.PartlyFilled partly -> false;
                  case ResultKind.Skipped skipped -> true;
                  case ResultKind.Rejected rejected -> true;
                  case ResultKind.Failed failed -> true;
                });
  }

  private static <T> Optional<T> value(Decoded<T> decoded) {
    return switch (decoded) {
      case Decoded.Ok<T>(T value, _) -> Optional.of(value);
      case Decoded.Bad<T> bad -> Optional.empty();
    };
  }
}
