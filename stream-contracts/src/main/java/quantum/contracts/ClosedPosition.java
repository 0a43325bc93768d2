package quantum.contracts;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * A position that has ended: an entry of {@code quantum:stream:position.closed} and, as JSON, a
 * member of {@code quantum:positions:closed} (SPEC §12).
 *
 * @param entryPrice average of what opened it
 * @param exitPrice average of what closed it; absent where no trade tells it
 * @param initialQty all that was bought or sold into it
 * @param initialStop the first stop that it had
 * @param entryRisk |entry − first stop| per base unit
 * @param realizedPnl gross, USDT, as the exchange booked it
 * @param commission USD, as far as their price is known
 * @param funding USD; negative was paid
 * @param peak the best price for the side that was seen while it was open
 * @param trough the worst one
 * @param tranches levels that were harvested
 * @param exitReason why it ended
 * @param source who opened it: {@link #OURS} or {@link #ADOPTED}
 * @param pending orders of it whose trades have not come: profit and fees are not complete
 * @param amendments how often it was corrected by what came later
 */
public record ClosedPosition(
    PositionId id,
    Symbol symbol,
    Side side,
    long openedAtMillis,
    long closedAtMillis,
    Price entryPrice,
    Optional<Price> exitPrice,
    Quantity initialQty,
    Optional<Price> initialStop,
    Optional<BigDecimal> entryRisk,
    BigDecimal realizedPnl,
    BigDecimal commission,
    AssetSums commissionAssets,
    BigDecimal funding,
    AssetSums fundingAssets,
    Price peak,
    Price trough,
    List<String> tranches,
    String exitReason,
    Optional<String> regime,
    Leverage leverage,
    String source,
    List<String> pending,
    int amendments) {
  /** Opened by a plan. */
  public static final String OURS = "apply_layer";

  /** Opened by somebody else, by hand or before this suite. */
  public static final String ADOPTED = "adopted";

  /** The newest that are kept. */
  public static final int KEPT = 10_000;

  private static final int R_DECIMALS = 4;

  public ClosedPosition {
    tranches = List.copyOf(tranches);
    pending = List.copyOf(pending);
  }

  /** realized_pnl − commission + funding, USD. */
  public BigDecimal netPnl() {
    return realizedPnl.subtract(commission).add(funding);
  }

  /** Net result in units of what was risked: net / (entry risk · initial qty). */
  public Optional<BigDecimal> realizedR() {
    return entryRisk.map(
        risk ->
            netPnl()
                .divide(risk.multiply(initialQty.value()), MathContext.DECIMAL64)
                .setScale(R_DECIMALS, RoundingMode.HALF_EVEN));
  }

  /** The best it stood at, in R before costs; ≥ 0 (MFE). */
  public Optional<BigDecimal> maxR() {
    return entryRisk.map(risk -> inR(peak, risk).max(BigDecimal.ZERO));
  }

  /** The worst it stood at, in R before costs; ≤ 0 (MAE). */
  public Optional<BigDecimal> minR() {
    return entryRisk.map(risk -> inR(trough, risk).min(BigDecimal.ZERO));
  }

  private BigDecimal inR(Price price, BigDecimal risk) {
    return price
        .value()
        .subtract(entryPrice.value())
        .multiply(BigDecimal.valueOf(side.direction()))
        .divide(risk, MathContext.DECIMAL64)
        .setScale(R_DECIMALS, RoundingMode.HALF_EVEN);
  }

  /** What was kept of the best it stood at: realized R / max R; absent where that is 0. */
  public Optional<BigDecimal> capture() {
    Optional<BigDecimal> most = maxR().filter(r -> r.signum() > 0);
    return most.flatMap(
        r -> realizedR().map(got -> got.divide(r, R_DECIMALS, RoundingMode.HALF_EVEN)));
  }

  /** With what was booked after it had ended. */
  public ClosedPosition amended(ApplyResult late) {
    Execution done = late.execution();
    List<String> left =
        late.isBooking()
            ? pending.stream()
                .filter(order -> done.orderId().filter(order::equals).isEmpty())
                .toList()
            : pending;
    return new ClosedPosition(
        id,
        symbol,
        side,
        openedAtMillis,
        closedAtMillis,
        entryPrice,
        exitPrice,
        initialQty,
        initialStop,
        entryRisk,
        realizedPnl.add(done.realizedPnl().orElse(BigDecimal.ZERO)),
        commission.add(done.commission().orElse(BigDecimal.ZERO)),
        commissionAssets.plus(done.commissionAssets()),
        funding.add(done.funding().orElse(BigDecimal.ZERO)),
        fundingAssets.plus(done.fundingAssets()),
        peak,
        trough,
        tranches,
        exitReason,
        regime,
        leverage,
        source,
        left,
        amendments + 1);
  }

  private static final Field<PositionId> ID =
      Field.core(PositionId::new, "", "this life of the position", "position_id");
  private static final Field<Side> SIDE = Field.core(Side::parse, "", "LONG or SHORT", "side");
  private static final Field<Long> OPENED_AT =
      Field.core(
          EventTime::parseMillis, Fields.TIME, "event time of the opening fill", "opened_at");
  private static final Field<Long> CLOSED_AT =
      Field.core(
          EventTime::parseMillis, Fields.TIME, "event time of the closing fill", "closed_at");
  private static final Field<Price> ENTRY_PRICE =
      Field.core(Price::of, Fields.QUOTE, "average of what opened it", "entry_price");
  private static final Field<Price> EXIT_PRICE =
      Field.optional(
          Price::of,
          Fields.QUOTE,
          "average of what closed it; absent where no trade tells it",
          "exit_price");
  private static final Field<Quantity> INITIAL_QTY =
      Field.core(
          Fields::someQuantity, Fields.BASE, "all that was bought or sold into it", "initial_qty");
  private static final Field<BigDecimal> ENTRY_RISK =
      Field.optional(
          Fields::positive, Fields.QUOTE, "distance of the entry to the first stop", "entry_risk");
  private static final Field<BigDecimal> REALIZED_PNL =
      Field.core(Decimals::parse, Fields.USDT, "gross, as the exchange booked it", "realized_pnl");
  private static final Field<BigDecimal> COMMISSION =
      Field.core(Decimals::parse, "USD", "fees, as far as their price is known", "commission");
  private static final Field<List<String>> COMMISSION_ASSETS =
      AssetSums.field("the same in the assets that they were paid in", "commission_assets");
  private static final Field<BigDecimal> FUNDING =
      Field.core(Decimals::parse, "USD", "negative when paid", "funding");
  private static final Field<List<String>> FUNDING_ASSETS =
      AssetSums.field("the same in the assets that it was paid in", "funding_assets");
  private static final Field<BigDecimal> NET_PNL =
      Field.number("USD", "realized_pnl − commission + funding", "net_pnl");
  private static final Field<BigDecimal> REALIZED_R =
      Field.number(Fields.R, "net_pnl / (entry_risk · initial_qty)", "realized_r");
  private static final Field<BigDecimal> MAX_R =
      Field.number(Fields.R, "the best it stood at, before costs", "max_r");
  private static final Field<BigDecimal> MIN_R =
      Field.number(Fields.R, "the worst it stood at, before costs", "min_r");
  private static final Field<BigDecimal> CAPTURE =
      Field.number("", "realized_r / max_r", "capture");
  private static final Field<Price> PEAK =
      Field.core(
          Price::of, Fields.QUOTE, "best price for the side while it was open", "peak_price");
  private static final Field<Price> TROUGH =
      Field.core(
          Price::of, Fields.QUOTE, "worst price for the side while it was open", "trough_price");
  private static final Field<List<String>> TRANCHES =
      Field.optional(
          FieldReader::listOf, "R, or tp1 …", "levels harvested, comma-separated", "tranches");
  private static final Field<String> EXIT_REASON =
      Field.text(
          "why it ended: the closing plan's reason, exchange_stop, liquidation, auto_deleveraging,"
              + " settlement, by_hand, or found_flat where no trade tells it",
          "exit_reason");
  private static final Field<String> SOURCE =
      Fields.SOURCE.meaning("apply_layer where a plan opened it, else adopted");
  private static final Field<List<String>> PENDING =
      Field.optional(
          FieldReader::listOf,
          "",
          "orders whose trades, fees and profit are not booked yet, comma-separated",
          "fees_pending");
  private static final Field<Integer> AMENDMENTS =
      Field.optional(
          Fields::count, "", "how often it was corrected by what came after its end", "amendments");

  static final List<Field<?>> FIELDS =
      List.of(
          ID,
          Fields.SYMBOL,
          SIDE,
          OPENED_AT,
          CLOSED_AT,
          ENTRY_PRICE,
          EXIT_PRICE,
          INITIAL_QTY,
          PositionAccount.INITIAL_STOP,
          ENTRY_RISK,
          REALIZED_PNL,
          COMMISSION,
          COMMISSION_ASSETS,
          FUNDING,
          FUNDING_ASSETS,
          NET_PNL,
          REALIZED_R,
          MAX_R,
          MIN_R,
          CAPTURE,
          PEAK,
          TROUGH,
          TRANCHES,
          EXIT_REASON,
          Fields.REGIME,
          Fields.LEVERAGE_KNOWN,
          SOURCE,
          PENDING,
          AMENDMENTS);

  public static Decoded<ClosedPosition> decode(Map<String, String> fields) {
    return Decoded.of(FieldReader.ofHash(fields), ClosedPosition::read);
  }

  /** Reads a member of the sorted set. */
  public static Decoded<ClosedPosition> ofMember(String member) {
    return Decoded.of(FieldReader.of(Map.of("payload", member)), ClosedPosition::read);
  }

  private static ClosedPosition read(FieldReader reader) {
    return new ClosedPosition(
        reader.require(ID),
        reader.require(Fields.SYMBOL),
        reader.require(SIDE),
        reader.require(OPENED_AT),
        reader.require(CLOSED_AT),
        reader.require(ENTRY_PRICE),
        reader.read(EXIT_PRICE),
        reader.require(INITIAL_QTY),
        reader.read(PositionAccount.INITIAL_STOP),
        reader.read(ENTRY_RISK),
        reader.require(REALIZED_PNL),
        reader.require(COMMISSION),
        AssetSums.read(reader, COMMISSION_ASSETS),
        reader.require(FUNDING),
        AssetSums.read(reader, FUNDING_ASSETS),
        reader.require(PEAK),
        reader.require(TROUGH),
        reader.read(TRANCHES, List.of()),
        reader.read(EXIT_REASON, ""),
        reader.read(Fields.REGIME),
        reader.read(Fields.LEVERAGE_KNOWN, Leverage.NONE),
        reader.read(SOURCE, OURS),
        reader.read(PENDING, List.of()),
        reader.read(AMENDMENTS, 0));
  }

  public Map<String, String> encode() {
    return new FieldWriter()
        .put(ID, id)
        .put(Fields.SYMBOL, symbol)
        .put(SIDE, side)
        .time(OPENED_AT, openedAtMillis)
        .time(CLOSED_AT, closedAtMillis)
        .put(ENTRY_PRICE, entryPrice)
        .put(EXIT_PRICE, exitPrice)
        .put(INITIAL_QTY, initialQty)
        .put(PositionAccount.INITIAL_STOP, initialStop)
        .put(ENTRY_RISK, entryRisk)
        .put(REALIZED_PNL, realizedPnl)
        .put(COMMISSION, commission)
        .put(COMMISSION_ASSETS, commissionAssets)
        .put(FUNDING, funding)
        .put(FUNDING_ASSETS, fundingAssets)
        .put(NET_PNL, netPnl())
        .put(REALIZED_R, realizedR())
        .put(MAX_R, maxR())
        .put(MIN_R, minR())
        .put(CAPTURE, capture())
        .put(PEAK, peak)
        .put(TROUGH, trough)
        .list(TRANCHES, tranches)
        .put(EXIT_REASON, exitReason)
        .put(Fields.REGIME, regime)
        .put(Fields.LEVERAGE_KNOWN, leverage.value())
        .put(SOURCE, source)
        .list(PENDING, pending)
        .put(AMENDMENTS, amendments)
        .fields();
  }

  /** The fields as JSON, sorted: equal ones give equal members. */
  public String member() {
    return FieldReader.json().writeValueAsString(new TreeMap<>(encode()));
  }
}
