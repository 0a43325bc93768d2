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
import quantum.kernel.value.Decimals;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Found;

/**
 * The sums of all ledgers as they stand, realized profit included, which the ledger's own codec
 * computes instead of reading.
 *
 * @param ledgers how many there are, one a symbol
 * @param gross Σ profit before costs, USD
 * @param commission Σ fees, USD
 * @param funding Σ funding, USD; negative was paid
 * @param wrong symbols whose realized profit is not gross − commission + funding
 * @param unreadable symbols that the sums lack
 * @param withheld keys that this user may not read
 */
public record LedgerSums(
    int ledgers,
    BigDecimal gross,
    BigDecimal commission,
    BigDecimal funding,
    List<String> wrong,
    List<String> unreadable,
    List<String> withheld) {
  private static final String[] FIELDS = {"gross_pnl", "commission", "funding", "realized_pnl"};
  private static final int AT_ONCE = 1_000;
  private static final BigDecimal TOLERANCE = new BigDecimal("1e-6");
  private static final BigDecimal RELATIVE = new BigDecimal("1e-9");

  public LedgerSums {
    wrong = List.copyOf(wrong);
    unreadable = List.copyOf(unreadable);
    withheld = List.copyOf(withheld);
  }

  /** What one ledger has. */
  private record Sums(
      BigDecimal gross, BigDecimal commission, BigDecimal funding, BigDecimal realized) {
    static final Sums NONE =
        new Sums(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    /** In the order of {@link #FIELDS}; empty if one is no number. */
    static Optional<Sums> of(List<KeyValue<String, String>> fields) {
      try {
        return Optional.of(
            new Sums(
                number(fields.get(0)),
                number(fields.get(1)),
                number(fields.get(2)),
                number(fields.get(3))));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    private static BigDecimal number(KeyValue<String, String> field) {
      return Decimals.parse(field.getValueOrElse("0"));
    }

    Sums plus(Sums other) {
      return new Sums(
          gross.add(other.gross),
          commission.add(other.commission),
          funding.add(other.funding),
          realized.add(other.realized));
    }

    boolean addUp() {
      BigDecimal difference = gross.subtract(commission).add(funding).subtract(realized).abs();
      return difference.compareTo(TOLERANCE.add(gross.abs().multiply(RELATIVE))) <= 0;
    }
  }

  /** gross − commission + funding, USD. */
  public BigDecimal net() {
    return gross.subtract(commission).add(funding);
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
              found.getKeys().forEach(key -> asked.put(key, redis.async().hmget(key, FIELDS))));
      cursor = page.<ScanCursor>map(found -> found).orElse(ScanCursor.FINISHED);
    }
    return summed(prefix, asked, answers);
  }

  private static LedgerSums summed(
      String prefix,
      Map<String, RedisFuture<List<KeyValue<String, String>>>> asked,
      Answers answers) {
    Sums all = Sums.NONE;
    List<String> wrong = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    for (var one : asked.entrySet()) {
      String symbol = one.getKey().substring(prefix.length());
      Found<List<KeyValue<String, String>>> fields = answers.found(one.getKey(), one.getValue());
      Optional<Sums> sums = fields.value().flatMap(Sums::of);
      all = sums.map(all::plus).orElse(all);
      if (sums.isEmpty() && !Withheld.is(fields)) {
        unreadable.add(symbol);
      }
      // a key of another type is no ledger, and so none that does not add up
      if (fields.value().isPresent() && sums.filter(Sums::addUp).isEmpty()) {
        wrong.add(symbol);
      }
    }
    return new LedgerSums(
        asked.size(),
        all.gross(),
        all.commission(),
        all.funding(),
        wrong,
        unreadable,
        answers.withheld());
  }

  private static String escaped(String text) {
    return text.replaceAll("[\\[\\]*?\\\\]", "?");
  }
}
