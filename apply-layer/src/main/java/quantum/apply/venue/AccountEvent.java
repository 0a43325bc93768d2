package quantum.apply.venue;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * What a venue tells of an account by itself, as an {@link AccountStream} hands it on.
 *
 * <p>Events of different kinds come in any order: a fill before or after the stop that caused it,
 * positions before or after their fill. Whoever folds them goes by ids, never by the order of
 * arrival, and takes what it has folded already for nothing new. All times are epoch milliseconds
 * by the venue's clock. Symbols are the venue's; some may be of contracts that nobody here trades.
 */
public sealed interface AccountEvent {

  /**
   * An order as an event tells of it.
   *
   * @param clientId whatever text the order was given, by us or by others; may be empty
   * @param hedgeSide of the position that it belongs to, in hedge mode only
   * @param ordered base units asked for
   * @param executed base units executed so far
   * @param averagePrice of what was executed; absent while nothing was
   */
  record Order(
      Symbol symbol,
      VenueOrderId orderId,
      String clientId,
      OrderSide side,
      Optional<Side> hedgeSide,
      OrderStatus status,
      Quantity ordered,
      Quantity executed,
      Optional<Price> averagePrice,
      boolean reduceOnly,
      long timeMillis) {}

  /** An amount of a symbol that is held now; negative is SHORT, zero is flat. */
  record Holding(Symbol symbol, Optional<Side> hedgeSide, BigDecimal amount) {}

  /**
   * A balance that changed.
   *
   * @param change what came in or went out beside profit and fees of trades, such as funding
   * @param walletBalance after it
   */
  record AssetChange(String asset, BigDecimal change, BigDecimal walletBalance) {}

  /**
   * One execution. Each trade is told once by a stream, however often the venue repeats it.
   *
   * @param trade as the venue's list of trades shows it; its fee may be {@link
   *     VenueTrade#UNREADABLE}, and is asked for there then
   */
  record OrderFilled(Order order, VenueTrade trade) implements AccountEvent {}

  /** An order was accepted, changed or ended; nothing new was executed. */
  record OrderChanged(Order order) implements AccountEvent {}

  /**
   * The venue closes a position by an order of its own.
   *
   * @param trade what was executed; absent in the announcement
   */
  record Forced(Cause cause, Order order, Optional<VenueTrade> trade) implements AccountEvent {

    /** Why the venue trades in our place. */
    public enum Cause {
      LIQUIDATION,
      /** To cover somebody else's liquidation. */
      AUTO_DELEVERAGING,
      /** The contract ends. */
      SETTLEMENT
    }
  }

  /**
   * A conditional order, ours or not.
   *
   * @param clientId the text that it was given; may be empty
   * @param stopId the venue's own id of it, which is no order's
   * @param orderId of the market order that it became, which bears the same client id; absent until
   *     then
   * @param executed by that order, as far as is told; zero at {@link Status#FINISHED} means that
   *     the position is still open
   * @param why the venue's words, where it has any; they prove no rejection
   */
  record StopChanged(
      Symbol symbol,
      String clientId,
      VenueOrderId stopId,
      Status status,
      Optional<Price> trigger,
      Optional<VenueOrderId> orderId,
      Optional<Quantity> executed,
      Optional<String> why,
      long timeMillis)
      implements AccountEvent {

    /** Where a conditional order stands. */
    public enum Status {
      NEW(false),
      /** The price was reached and no order is there yet; it can hang here. */
      TRIGGERING(false),
      TRIGGERED(false),
      FINISHED(true),
      CANCELED(true),
      EXPIRED(true),
      REJECTED(true),
      /** A status this code does not know; ask. */
      UNRECOGNISED(false);

      private final boolean isFinal;

      Status(boolean isFinal) {
        this.isFinal = isFinal;
      }

      /** Whether it will not act any more. */
      public boolean isFinal() {
        return isFinal;
      }
    }
  }

  /**
   * Positions or balances changed; only those that did are told.
   *
   * @param word the venue's own word for the reason
   * @param fundingOf the symbol that funding was paid for, where it is told
   */
  record PositionsChanged(
      Reason reason,
      String word,
      List<Holding> positions,
      List<AssetChange> assets,
      Optional<Symbol> fundingOf,
      long timeMillis)
      implements AccountEvent {
    public PositionsChanged {
      positions = List.copyOf(positions);
      assets = List.copyOf(assets);
    }

    /** Why, as far as somebody acts on it. */
    public enum Reason {
      ORDER,
      FUNDING,
      /** Money came in or went out. */
      TRANSFER,
      /** Margin was moved or its kind changed; no amount did. */
      MARGIN,
      OTHER
    }
  }

  /** The leverage of a symbol is now this. */
  record LeverageChanged(Symbol symbol, int leverage, long timeMillis) implements AccountEvent {}

  /** Whether all assets of the account are margin for all positions changed. */
  record ConfigChanged(boolean multiAssets, long timeMillis) implements AccountEvent {}

  /** The venue warns that margin is short. It comes late by design: it replaces no own watch. */
  record MarginCall(List<Holding> positions, long timeMillis) implements AccountEvent {
    public MarginCall {
      positions = List.copyOf(positions);
    }
  }

  /** Something may have been missed: compare everything with the venue. */
  record Resync(String why) implements AccountEvent {}
}
