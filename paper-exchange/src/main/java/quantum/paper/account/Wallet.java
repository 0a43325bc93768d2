package quantum.paper.account;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import quantum.kernel.value.Symbol;

/** The balance, and what made it what it is. */
final class Wallet {
  private static final long FIRST_TRAN_ID = 9_000_000_001L;
  private static final BigDecimal BNB_DISCOUNT = new BigDecimal("0.9");

  private final List<Income> incomes = new ArrayList<>();
  private BigDecimal balance;
  private BigDecimal bnb = BigDecimal.ZERO;
  private PaidIn paidIn = PaidIn.DEFAULT;
  private long tranIds = FIRST_TRAN_ID;

  Wallet(BigDecimal balance) {
    this.balance = balance;
  }

  void paidIn(PaidIn next) {
    paidIn = next;
  }

  PaidIn paidIn() {
    return paidIn;
  }

  /** A fee as it is taken. */
  record Fee(BigDecimal amount, String asset) {}

  /**
   * In BNB if it is so agreed, has a price and there is enough; else, without a word, in what the
   * account is margined in, as the venue does it.
   *
   * @param usd that it comes to
   */
  Fee fee(BigDecimal usd, Optional<BigDecimal> bnbPrice) {
    if (paidIn.feesInBnb() && bnbPrice.isPresent()) {
      BigDecimal amount =
          usd.multiply(BNB_DISCOUNT).divide(bnbPrice.get(), 8, RoundingMode.HALF_UP);
      if (amount.compareTo(bnb) <= 0) {
        return new Fee(amount, PaidIn.BNB);
      }
    }
    return new Fee(usd, paidIn.margin());
  }

  /** USD. */
  BigDecimal balance() {
    return balance;
  }

  /** In the order in which they came. */
  List<Income> incomes() {
    return Collections.unmodifiableList(incomes);
  }

  /** A fill that opens makes no profit, and none is told of it; its fee always is. */
  void traded(PaperTrade trade) {
    if (trade.realizedPnl().signum() != 0) {
      traded(Income.Type.REALIZED_PNL, trade, paidIn.margin(), trade.realizedPnl());
    }
    traded(Income.Type.COMMISSION, trade, trade.commissionAsset(), trade.commission().negate());
  }

  private void traded(Income.Type type, PaperTrade trade, String asset, BigDecimal amount) {
    add(
        new Income(
            type,
            Optional.of(trade.symbol()),
            asset,
            amount,
            trade.id(),
            OptionalLong.of(trade.id()),
            trade.timeMillis()));
  }

  Income add(Income.Type type, Optional<Symbol> symbol, BigDecimal amount, long nowMillis) {
    return add(type, symbol, paidIn.margin(), amount, nowMillis);
  }

  Income add(
      Income.Type type, Optional<Symbol> symbol, String asset, BigDecimal amount, long nowMillis) {
    Income income =
        new Income(
            type, symbol, asset, Leg.money(amount), tranIds++, OptionalLong.empty(), nowMillis);
    add(income);
    return income;
  }

  private void add(Income income) {
    incomes.add(income);
    if (income.asset().equals(PaidIn.BNB)) {
      bnb = bnb.add(income.amount());
    } else {
      balance = balance.add(income.amount());
    }
  }
}
