package quantum.account.snapshot;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.HarvestHistory;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;

/**
 * Executed harvests, newest first.
 *
 * @param unreadable members of histories that are no harvests
 * @param withheld keys that this user may not read
 */
public record Harvests(List<ApplyResult> executed, int unreadable, List<String> withheld) {
  private static final int AT_ONCE = 1_000;

  public Harvests {
    executed = List.copyOf(executed);
    withheld = List.copyOf(withheld);
  }

  /**
   * @param symbol only of this one
   * @param atMost how many
   */
  public static Harvests read(Redis redis, Optional<Symbol> symbol, int atMost) {
    Answers answers = new Answers();
    List<String> keys =
        symbol.map(it -> List.of(redis.names().history(it))).orElseGet(() -> keys(redis, answers));
    Map<String, RedisFuture<List<String>>> asked = new LinkedHashMap<>();
    keys.forEach(key -> asked.put(key, redis.async().zrevrange(key, 0, atMost - 1L)));
    List<ApplyResult> executed = new ArrayList<>();
    int unreadable = 0;
    for (Map.Entry<String, RedisFuture<List<String>>> it : asked.entrySet()) {
      for (String member : answers.or(it.getKey(), it.getValue(), List.of())) {
        switch (HarvestHistory.read(member)) {
          case Decoded.Ok<ApplyResult>(ApplyResult result, _) -> executed.add(result);
          case Decoded.Bad<ApplyResult> bad -> unreadable++;
        }
      }
    }
    executed.sort(Comparator.comparingLong(ApplyResult::timestampMillis).reversed());
    return new Harvests(
        executed.subList(0, Math.min(atMost, executed.size())), unreadable, answers.withheld());
  }

  /** Histories have no index; a person looks for them now and then, no service does. */
  private static List<String> keys(Redis redis, Answers answers) {
    List<String> keys = new ArrayList<>();
    ScanArgs match = ScanArgs.Builder.matches(redis.names().historyPrefix() + "*").limit(AT_ONCE);
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      Optional<KeyScanCursor<String>> page =
          answers.found("SCAN", redis.async().scan(cursor, match)).value();
      page.ifPresent(found -> keys.addAll(found.getKeys()));
      cursor = page.<ScanCursor>map(found -> found).orElse(ScanCursor.FINISHED);
    }
    return keys;
  }
}
