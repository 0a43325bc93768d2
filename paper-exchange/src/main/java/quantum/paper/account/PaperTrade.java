package quantum.paper.account;

import java.math.BigDecimal;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;

/**
 * One fill.
 *
 * @param realizedPnl of the part that closed, before the fee, USDT with 8 places
 * @param commission fee paid, in {@code commissionAsset}, with 8 places, ≥ 0
 * @param timeMillis replay time
 */
public record PaperTrade(
    long id,
    long orderId,
    Symbol symbol,
    OrderSide side,
    PositionSide positionSide,
    BigDecimal price,
    BigDecimal quantity,
    BigDecimal quoteQty,
    BigDecimal realizedPnl,
    BigDecimal commission,
    String commissionAsset,
    long timeMillis) {}
