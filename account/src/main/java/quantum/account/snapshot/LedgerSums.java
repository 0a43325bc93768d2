package quantum.account.snapshot;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.runtime.Redis;

/**
 * The sums of all ledgers as they stand, realized profit included, which the ledger's own codec
 * computes instead of reading.
 *
 * @param wrong symbols whose realized profit is not gross − commission + funding
 * @param withheld keys that this user may not read
 */
public record LedgerSums(int ledgers, List<String> wrong, List<String> withheld) {
  private static final int AT_ONCE = 1_000;
  private static final BigDecimal TOLERANCE = new BigDecimal("1e-6");
  private static final BigDecimal RELATIVE = new BigDecimal("1e-9");

  public LedgerSums {
    wrong = List.copyOf(wrong);
    withheld = List.copyOf(withheld);
  }

  /** Looks for the keys; a person asks for this now and then, no service does. */
  public static LedgerSums read(Redis redis) {
    Answers answers = new Answers();
    String prefix = redis.names().ledgerPrefix();
    ScanArgs match = ScanArgs.Builder.matches(escaped(prefix) + "*").limit(AT_ONCE);
    Map<String, RedisFuture<List<KeyValue<String, String>>>> asked = new LinkedHashMap<>();
    ScanCursor cursor = ScanCursor.INITIAL;
    while (!cursor.isFinished()) {
      Optional<KeyScanCursor<String>> page =
          answers.found("SCAN", redis.async().scan(cursor, match)).value();
      page.ifPresent(
          found ->
              found
                  .getKeys()
                  .forEach(
                      key ->
                          asked.put(
                              key,
                              redis
                                  .async()
                                  .hmget(
                                      key, "gross_pnl", "commission", "funding", "realized_pnl"))));
      cursor = page.<ScanCursor>map(found -> found).orElse(ScanCursor.FINISHED);
    }
    List<String> wrong = new ArrayList<>();
    asked.forEach(
        (key, answer) -> {
          Optional<List<KeyValue<String, String>>> sums = answers.found(key, answer).value();
          if (sums.isPresent() && !addUp(sums.get())) {
            wrong.add(key.substring(prefix.length()));
          }
        });
    return new LedgerSums(asked.size(), wrong, answers.withheld());
  }

  private static String escaped(String text) {
    return text.replaceAll("[\\[\\]*?\\\\]", "?");
  }

  private static boolean addUp(List<KeyValue<String, String>> sums) {
    try {
      BigDecimal gross = number(sums.get(0));
      BigDecimal difference =
          gross
              .subtract(number(sums.get(1)))
              .add(number(sums.get(2)))
              .subtract(number(sums.get(3)))
              .abs();
      return difference.compareTo(TOLERANCE.add(gross.abs().multiply(RELATIVE))) <= 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static BigDecimal number(KeyValue<String, String> field) {
    return new BigDecimal(field.getValueOrElse("0").strip());
  }
}
