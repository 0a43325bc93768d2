package quantum.account.snapshot;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import quantum.account.snapshot.StreamHistory.Entry;
import quantum.contracts.ApplyPlan;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import quantum.contracts.FeedEvent;
import quantum.contracts.Names;
import quantum.contracts.TradeIntent;
import quantum.runtime.Redis;

/** Reads a {@link StreamHistory} in one round trip. */
public final class StreamHistoryReader {
  private StreamHistoryReader() {}

  /**
   * @param sinceMillis entries older than that by their stream id are left out
   * @param atMost entries of each stream
   */
  public static StreamHistory read(Redis redis, long sinceMillis, int atMost) {
    Names names = redis.names();
    Answers answers = new Answers();
    Function<String, RedisFuture<List<StreamMessage<String, String>>>> ask =
        stream ->
            redis
                .async()
                .xrevrange(
                    stream,
                    Range.from(
                        Range.Boundary.including(Long.toString(sinceMillis)),
                        Range.Boundary.unbounded()),
                    Limit.from(atMost));
    var plans = ask.apply(names.applyPlan());
    var results = ask.apply(names.applyResult());
    var intents = ask.apply(names.tradeIntent());
    var suggestions = ask.apply(names.harvestSuggestions());
    var letters = ask.apply(names.deadLetter());
    List<StreamMessage<String, String>> told = answers.or(names.applyResult(), results, List.of());
    List<StreamMessage<String, String>> dead = answers.or(names.deadLetter(), letters, List.of());
    return new StreamHistory(
        decoded(answers.or(names.applyPlan(), plans, List.of()), ApplyPlan::decode),
        results(told),
        decoded(answers.or(names.tradeIntent(), intents, List.of()), TradeIntent::decode),
        decoded(
            answers.or(names.harvestSuggestions(), suggestions, List.of()), TradeIntent::decode),
        deadPlans(dead, names.applyPlan()),
        dead.size(),
        told.size() < atMost ? 0 : EventTime.ofStreamId(told.getLast().getId()),
        answers.withheld());
  }

  private static List<Entry<ApplyResult>> results(List<StreamMessage<String, String>> entries) {
    List<Entry<ApplyResult>> results = new ArrayList<>();
    for (Entry<FeedEvent> entry :
        StreamHistoryReader.<FeedEvent>decoded(entries, FeedEvent::decode)) {
      if (entry.value() instanceof ApplyResult result) {
        results.add(new Entry<>(entry.id(), entry.atMillis(), result));
      }
    }
    return results;
  }

  private static Set<String> deadPlans(List<StreamMessage<String, String>> letters, String stream) {
    Set<String> ids = new HashSet<>();
    for (StreamMessage<String, String> letter : letters) {
      if (stream.equals(letter.getBody().get("stream"))) {
        ids.add(letter.getBody().getOrDefault("id", ""));
      }
    }
    return ids;
  }

  private static <T> List<Entry<T>> decoded(
      List<StreamMessage<String, String>> entries,
      BiFunction<java.util.Map<String, String>, String, Decoded<T>> codec) {
    List<Entry<T>> values = new ArrayList<>();
    for (StreamMessage<String, String> entry : entries) {
      if (codec.apply(entry.getBody(), entry.getId()) instanceof Decoded.Ok<T>(T value, _)) {
        values.add(new Entry<>(entry.getId(), EventTime.ofStreamId(entry.getId()), value));
      }
    }
    return values;
  }
}
