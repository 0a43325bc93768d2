package quantum.apply.decide;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.apply.venue.IncomeId;
import quantum.apply.venue.VenueIncome;
import quantum.contracts.ApplyResult;
import quantum.contracts.AssetSums;
import quantum.contracts.EntryLevels;
import quantum.contracts.Execution;
import quantum.contracts.ResultStatus;
import quantum.contracts.Unpriced;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** Results that bring money only: nothing changes hands. */
public final class LateResults {
  private static final String FUNDING = "FUNDING";
  private static final String PRICE = "PRICE";

  private LateResults() {}

  /**
   * A funding that was paid or received.
   *
   * @param symbol that it is about
   * @param usd what it was worth; empty while no price is known
   */
  public static ApplyResult funding(
      VenueIncome income, Symbol symbol, FundingShare.Owner owner, Optional<BigDecimal> usd) {
    return money(
        symbol,
        owner.id(),
        owner.side(),
        FUNDING,
        new Money(
            Optional.empty(), usd, AssetSums.NONE, AssetSums.of(income.asset(), income.amount())),
        id(income.id()),
        usd.isPresent()
            ? ""
            : "funding without " + Decimals.plain(income.amount()) + " " + income.asset(),
        ApplyResult.SOURCE_FUNDING,
        income.timeMillis());
  }

  /** The price of what was booked in its asset alone. */
  public static ApplyResult priced(Unpriced owed, BigDecimal usd) {
    Money money =
        switch (owed.kind()) {
          case COMMISSION ->
              new Money(Optional.of(usd), Optional.empty(), AssetSums.NONE, AssetSums.NONE);
          case FUNDING ->
              new Money(Optional.empty(), Optional.of(usd), AssetSums.NONE, AssetSums.NONE);
        };
    return money(
        owed.symbol(),
        owed.position(),
        owed.side(),
        PRICE,
        money,
        "price:" + owed.id(),
        "",
        ApplyResult.SOURCE_BOOKING,
        owed.timeMillis());
  }

  private record Money(
      Optional<BigDecimal> commission,
      Optional<BigDecimal> funding,
      AssetSums commissionAssets,
      AssetSums fundingAssets) {}

  private static String id(IncomeId id) {
    return "income:" + id;
  }

  private static ApplyResult money(
      Symbol symbol,
      PositionId position,
      Side side,
      String action,
      Money money,
      String id,
      String remark,
      String source,
      long timeMillis) {
    return new ApplyResult(
        symbol,
        Optional.empty(),
        Optional.empty(),
        Optional.of(position),
        action,
        ResultStatus.FILLED,
        false,
        false,
        Optional.empty(),
        Optional.of(side),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Execution(
            Quantity.ZERO,
            Optional.empty(),
            Optional.empty(),
            money.commission(),
            money.funding(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(id),
            money.commissionAssets(),
            money.fundingAssets()),
        Optional.empty(),
        Optional.empty(),
        EntryLevels.NONE,
        Optional.empty(),
        remark,
        source,
        timeMillis);
  }
}
