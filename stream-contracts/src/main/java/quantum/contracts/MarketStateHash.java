package quantum.contracts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import quantum.contracts.Field.Rank;
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

  private static final Field<String> STATE =
      Field.text("ok, or warming_up: no statistics yet", "state");
  private static final Field<Double> SIGMA =
      real(Rank.CORE, Fields.FRACTION, "volatility of one-minute returns", "sigma");
  private static final Field<Double> TS = real(Rank.CORE, "", "trend strength", "ts");
  private static final Field<Double> P_TREND =
      real(Rank.CORE, "0 to 1", "probability of a trend", "p_trend");
  private static final Field<Double> P_MR =
      real(Rank.CORE, "0 to 1", "probability of mean reversion", "p_mr");
  private static final Field<Double> P_CHOP =
      real(Rank.CORE, "0 to 1", "probability of chop", "p_chop");
  private static final Field<Double> MU =
      real(Rank.OPTIONAL, "per minute", "drift of the log price", "mu");
  private static final Field<Double> DP =
      real(Rank.OPTIONAL, "0 to 1", "share of consecutive returns of equal sign", "dp");
  private static final Field<Double> VR =
      real(Rank.OPTIONAL, "", "variance ratio; 1 is a random walk", "vr");
  private static final Field<Double> SPIKE =
      real(Rank.OPTIONAL, "", "robust over moving volatility", "spike");
  private static final Field<Double> SIGMA_REF =
      real(
          Rank.OPTIONAL,
          Fields.FRACTION,
          "usual sigma: quantile of its recent values",
          "sigma_ref");
  private static final Field<Double> TS_REF = real(Rank.OPTIONAL, "", "usual ts", "ts_ref");
  private static final Field<Double> TREND_MIN =
      real(Rank.OPTIONAL, "0 to 1", "p_trend below which a trend has ended", "trend_min");
  private static final Field<Double> TREND_ARM =
      real(Rank.OPTIONAL, "0 to 1", "p_trend from which the symbol is in a trend", "trend_arm");
  private static final Field<Double> DRIFT =
      real(
          Rank.OPTIONAL,
          "",
          "where the price went over the window of these references, in units of the usual move of"
              + " such a time",
          "drift");
  private static final Field<Price> PRICE =
      Field.optional(Price::of, Fields.QUOTE, "the last close", "price");
  private static final Field<Long> UPDATED_AT =
      Field.optional(
          EventTime::parseMillis,
          Fields.TIME,
          "event time of the newest price in it",
          "updated_at",
          "timestamp",
          "last_update");
  private static final Field<Integer> CLOSES =
      Field.optional(Fields::count, "", "known so far, while it warms up", "closes");
  private static final Field<Integer> CLOSES_NEEDED =
      Field.optional(Fields::count, "", "for the statistics, while it warms up", "closes_needed");

  private static Field<Double> real(Rank rank, String unit, String meaning, String name) {
    return Field.core(Fields::real, unit, meaning, name).ranked(rank);
  }

  static final List<Field<?>> FIELDS =
      List.of(
          STATE,
          SIGMA,
          TS,
          P_TREND,
          P_MR,
          P_CHOP,
          MU,
          DP,
          VR,
          SPIKE,
          SIGMA_REF,
          TS_REF,
          TREND_MIN,
          TREND_ARM,
          DRIFT,
          PRICE,
          UPDATED_AT,
          CLOSES,
          CLOSES_NEEDED);

  /** What the kernel was fed with, as other hashes repeat it. */
  static final List<Field<Double>> STATE_FIELDS = List.of(SIGMA, TS, P_TREND, P_MR, P_CHOP);

  /** Empty if the hash does not exist or holds no numbers yet ({@code state=warming_up}). */
  public static Decoded<Optional<MarketStateHash>> decode(Map<String, String> hash) {
    if (!hash.containsKey(SIGMA.name())) {
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
                .read(STATE)
                .filter(WARMING_UP::equals)
                .map(state -> new WarmUp(reader.read(CLOSES, 0), reader.read(CLOSES_NEEDED, 0))));
  }

  private static MarketStateHash read(FieldReader reader) {
    return new MarketStateHash(
        state(reader),
        usual(reader),
        details(reader),
        reader.read(PRICE),
        reader.read(UPDATED_AT, 0L));
  }

  static MarketState state(FieldReader reader) {
    double sigma = reader.require(SIGMA);
    double ts = reader.require(TS);
    double pTrend = reader.require(P_TREND);
    double pMr = reader.require(P_MR);
    double pChop = reader.require(P_CHOP);
    try {
      return new MarketState(sigma, ts, pTrend, pMr, pChop);
    } catch (IllegalArgumentException e) {
      // the kernel's messages begin with the field's name
      String name = e.getMessage().substring(0, e.getMessage().indexOf(' '));
      throw new BadField(name, reader.found(Field.number("", "", name)), e.getMessage());
    }
  }

  static void write(MarketState state, FieldWriter writer) {
    writer
        .put(SIGMA, state.sigma())
        .put(TS, state.ts())
        .put(P_TREND, state.pTrend())
        .put(P_MR, state.pMr())
        .put(P_CHOP, state.pChop());
  }

  /** All of them or none: a score measured against half of them would mean nothing. */
  private static Optional<MarketReferences> usual(FieldReader reader) {
    Optional<Double> sigma = reader.read(SIGMA_REF);
    Optional<Double> ts = reader.read(TS_REF);
    Optional<Double> trendMin = reader.read(TREND_MIN);
    Optional<Double> trendArm = reader.read(TREND_ARM);
    Optional<Double> drift = reader.read(DRIFT);
    if (!Stream.of(sigma, ts, trendMin, trendArm, drift).allMatch(Optional::isPresent)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new MarketReferences(sigma.get(), ts.get(), trendMin.get(), trendArm.get(), drift.get()));
    } catch (IllegalArgumentException e) {
      reader.note(SIGMA_REF, e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Details> details(FieldReader reader) {
    Optional<Double> mu = reader.read(MU);
    Optional<Double> dp = reader.read(DP);
    Optional<Double> vr = reader.read(VR);
    return mu.isPresent() && dp.isPresent() && vr.isPresent()
        ? Optional.of(new Details(mu.get(), dp.get(), vr.get(), reader.read(SPIKE, 0.0)))
        : Optional.empty();
  }

  public Map<String, String> encode() {
    FieldWriter writer = new FieldWriter().put(STATE, READY);
    write(state, writer);
    details.ifPresent(
        d -> writer.put(MU, d.mu()).put(DP, d.dp()).put(VR, d.vr()).put(SPIKE, d.spike()));
    usual.ifPresent(
        u ->
            writer
                .put(SIGMA_REF, u.sigma())
                .put(TS_REF, u.ts())
                .put(TREND_MIN, u.trendMin())
                .put(TREND_ARM, u.trendArm())
                .put(DRIFT, u.drift()));
    return writer.put(PRICE, price).time(UPDATED_AT, updatedAtMillis).fields();
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
        .put(STATE, WARMING_UP)
        .put(CLOSES, closes)
        .put(CLOSES_NEEDED, closesNeeded)
        .time(UPDATED_AT, updatedAtMillis)
        .fields();
  }
}
