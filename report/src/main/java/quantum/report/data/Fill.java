package quantum.report.data;

import java.math.BigDecimal;

/**
 * What changed hands, when and at which price.
 *
 * @param qty base units, above 0
 */
public record Fill(long timeMillis, BigDecimal price, BigDecimal qty) {}
