package quantum.contracts;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.market.MarketConditions;
import quantum.kernel.market.MarketReferences;
import quantum.kernel.market.MarketState;
import quantum.kernel.market.MarketStatistics;
import quantum.kernel.value.Price;

/**
 * {@code quantum:marketstate:{SYMBOL}} and, as fallback, {@code quantum:market:{SYMBOL}}: the
 * statistics that the kill score is fed with. While too few closes are known the hash says {@code
 * state=warming_up} and holds none of them.
 *
 * @param usual the recent distribution of the statistics; absent until enough of them were seen
 * @param details absent where another writer tells only what the kernel needs
 * @param price the last close
 * @param updatedAtMillis event time of the newest price in it, epoch milliseconds
 */
public record MarketStateHash(
    MarketState state,
    Optional<MarketReferences> usual,
    Optional<Details> details,
    Optional<Price> price,
    long updatedAtMillis) {
  public static final String READY = "ok";
  public static final String WARMING_UP = "warming_up";

  /**
   * Statistics that only people look at.
   *
   * @param mu drift per minute in log price
   * @param dp persistence of direction, 0 to 1
   * @param vr variance ratio
   * @param spike robust over moving volatility
   */
  public record Details(double mu, double dp, double vr, double spike) {}

  /**
   * How far the symbol is from having statistics.
   *
   * @param closes known so far
   * @param closesNeeded for the statistics
   */
  public record WarmUp(int closes, int closesNeeded) {}

  /** What market-state publishes. */
  public static MarketStateHash of(
      MarketStatistics statistics,
      Optional<MarketReferences> usual,
      Price price,
      long updatedAtMillis) {
    return new MarketStateHash(
        statistics.toMarketState(),
        usual,
        Optional.of(
            new Details(statistics.mu(), statistics.dp(), statistics.vr(), statistics.spike())),
        Optional.of(price),
        updatedAtMillis);
  }

  public MarketConditions conditions() {
    return new MarketConditions(state, usual);
  }

  /** Empty if the hash does not exist or holds no numbers yet ({@code state=warming_up}). */
  public static Decoded<Optional<MarketStateHash>> decode(Map<String, String> hash) {
    if (!hash.containsKey("sigma")) {
      return new Decoded.Ok<>(Optional.empty());
    }
    return Decoded.of(FieldReader.ofHash(hash), reader -> Optional.of(read(reader)));
  }

  /** Empty unless the hash says {@code state=warming_up}. */
  public static Decoded<Optional<WarmUp>> decodeWarmUp(Map<String, String> hash) {
    return Decoded.of(
        FieldReader.ofHash(hash),
        reader ->
            reader
                .text("state")
                .filter(WARMING_UP::equals)
                .map(
                    state ->
                        new WarmUp(
                            reader.count("closes").orElse(0),
                            reader.count("closes_needed").orElse(0))));
  }

  private static MarketStateHash read(FieldReader reader) {
    return new MarketStateHash(
        state(reader),
        reader.text("sigma_ref").isPresent() ? Optional.of(usual(reader)) : Optional.empty(),
        reader.text("mu").isPresent() ? Optional.of(details(reader)) : Optional.empty(),
        reader.price("price"),
        reader.timeMillis("updated_at", "timestamp", "last_update").orElse(0L));
  }

  static MarketState state(FieldReader reader) {
    double sigma = number(reader, "sigma");
    double ts = number(reader, "ts");
    double pTrend = number(reader, "p_trend");
    double pMr = number(reader, "p_mr");
    double pChop = number(reader, "p_chop");
    try {
      return new MarketState(sigma, ts, pTrend, pMr, pChop);
    } catch (IllegalArgumentException e) {
      throw named(reader, e);
    }
  }

  private static MarketReferences usual(FieldReader reader) {
    double sigma = number(reader, "sigma_ref");
    double ts = number(reader, "ts_ref");
    double trendMin = number(reader, "trend_min");
    double trendArm = number(reader, "trend_arm");
    double drift = number(reader, "drift");
    try {
      return new MarketReferences(sigma, ts, trendMin, trendArm, drift);
    } catch (IllegalArgumentException e) {
      throw named(reader, e);
    }
  }

  /** The kernel's messages begin with the field's name. */
  private static BadField named(FieldReader reader, IllegalArgumentException e) {
    String field = e.getMessage().substring(0, e.getMessage().indexOf(' '));
    return new BadField(field, reader.text(field).orElse(""), e.getMessage());
  }

  private static Details details(FieldReader reader) {
    return new Details(
        number(reader, "mu"),
        number(reader, "dp"),
        number(reader, "vr"),
        reader.decimal("spike").map(BigDecimal::doubleValue).orElse(0.0));
  }

  private static double number(FieldReader reader, String name) {
    return reader
        .decimal(name)
        .map(BigDecimal::doubleValue)
        .orElseThrow(() -> new BadField(name, "", "is missing"));
  }

  public Map<String, String> encode() {
    FieldWriter writer =
        new FieldWriter()
            .put("state", READY)
            .put("sigma", state.sigma())
            .put("ts", state.ts())
            .put("p_trend", state.pTrend())
            .put("p_mr", state.pMr())
            .put("p_chop", state.pChop());
    details.ifPresent(
        d -> writer.put("mu", d.mu()).put("dp", d.dp()).put("vr", d.vr()).put("spike", d.spike()));
    usual.ifPresent(
        u ->
            writer
                .put("sigma_ref", u.sigma())
                .put("ts_ref", u.ts())
                .put("trend_min", u.trendMin())
                .put("trend_arm", u.trendArm())
                .put("drift", u.drift()));
    return writer.put("price", price).time("updated_at", updatedAtMillis).fields();
  }

  /**
   * What stands in the hash while there are too few closes.
   *
   * @param closes known so far
   * @param closesNeeded for the statistics
   * @param updatedAtMillis event time of the newest price
   */
  public static Map<String, String> warmingUp(int closes, int closesNeeded, long updatedAtMillis) {
    return new FieldWriter()
        .put("state", WARMING_UP)
        .put("closes", closes)
        .put("closes_needed", closesNeeded)
        .time("updated_at", updatedAtMillis)
        .fields();
  }
}
