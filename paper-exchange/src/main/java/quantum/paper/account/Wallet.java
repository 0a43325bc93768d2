package quantum.paper.account;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import quantum.kernel.value.Symbol;

/** The balance, and what made it what it is. */
final class Wallet {
  private static final long FIRST_TRAN_ID = 9_000_000_001L;

  private final List<Income> incomes = new ArrayList<>();
  private BigDecimal balance;
  private long tranIds = FIRST_TRAN_ID;

  Wallet(BigDecimal balance) {
    this.balance = balance;
  }

  /** USDT. */
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
      traded(Income.Type.REALIZED_PNL, trade, trade.realizedPnl());
    }
    traded(Income.Type.COMMISSION, trade, trade.commission().negate());
  }

  private void traded(Income.Type type, PaperTrade trade, BigDecimal amount) {
    add(
        new Income(
            type,
            Optional.of(trade.symbol()),
            amount,
            trade.id(),
            OptionalLong.of(trade.id()),
            trade.timeMillis()));
  }

  Income add(Income.Type type, Optional<Symbol> symbol, BigDecimal amount, long nowMillis) {
    Income income =
        new Income(type, symbol, Leg.money(amount), tranIds++, OptionalLong.empty(), nowMillis);
    add(income);
    return income;
  }

  private void add(Income income) {
    incomes.add(income);
    balance = balance.add(income.amount());
  }
}
