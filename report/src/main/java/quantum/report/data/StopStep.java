package quantum.report.data;

import java.math.BigDecimal;

/** From this moment on the stop stood at this price. */
public record StopStep(long timeMillis, BigDecimal price) {}
