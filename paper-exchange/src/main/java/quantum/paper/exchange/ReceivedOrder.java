package quantum.paper.exchange;

import java.util.Optional;
import quantum.paper.account.OrderRequest;
import quantum.paper.account.Placement;

/**
 * An order that reached the exchange's door.
 *
 * @param placement what became of it; absent if a fault kept it from the account
 * @param fault name of the injected fault, empty if none
 * @param timeMillis replay time
 */
public record ReceivedOrder(
    OrderRequest request, Optional<Placement> placement, String fault, long timeMillis) {}
