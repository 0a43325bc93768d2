package quantum.paper.refusal;

import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import quantum.kernel.value.Decimals;

/**
 * A request the venue did not carry out, with the code and text that the venue documents for it.
 *
 * @param http status of the answer
 * @param code the venue's code, negative
 * @param message the venue's text
 */
public record Refusal(int http, int code, String message) {
  public static final Refusal UNKNOWN_OUTCOME_UPSTREAM =
      new Refusal(
          400,
          -1006,
          "An unexpected response was received from the message bus. Execution status unknown.");
  public static final Refusal TIMEOUT =
      new Refusal(
          408,
          -1007,
          "Timeout waiting for response from backend server. Send status unknown; execution status"
              + " unknown.");
  public static final Refusal OVERLOADED =
      new Refusal(
          503,
          -1008,
          "Request throttled by system-level protection. Reduce-only/close-position orders are"
              + " exempt. Please try again.");
  public static final Refusal UNABLE =
      new Refusal(503, -1001, "Internal error; unable to process your request. Please try again.");
  public static final Refusal NOT_SUPPORTED =
      new Refusal(400, -1020, "This operation is not supported.");
  public static final Refusal CLOCK_BEHIND =
      new Refusal(400, -1021, "Timestamp for this request is outside of the recvWindow.");
  public static final Refusal CLOCK_AHEAD =
      new Refusal(400, -1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  public static final Refusal BAD_SIGNATURE =
      new Refusal(400, -1022, "Signature for this request is not valid.");
  public static final Refusal DUPLICATE_PARAMETER =
      new Refusal(400, -1101, "Duplicate values for a parameter detected.");
  public static final Refusal PRECISION =
      new Refusal(400, -1111, "Precision is over the maximum defined for this asset.");
  public static final Refusal NO_PRICE_YET =
      new Refusal(400, -1112, "No orders on book for symbol.");
  public static final Refusal BAD_TIME_IN_FORCE = new Refusal(400, -1115, "Invalid timeInForce.");
  public static final Refusal BAD_ORDER_TYPE = new Refusal(400, -1116, "Invalid orderType.");
  public static final Refusal BAD_SIDE = new Refusal(400, -1117, "Invalid side.");
  public static final Refusal BAD_INTERVAL = new Refusal(400, -1120, "Invalid interval.");
  public static final Refusal BAD_SYMBOL = new Refusal(400, -1121, "Invalid symbol.");
  public static final Refusal BAD_LISTEN_KEY =
      new Refusal(
          400,
          -1125,
          "This listenKey does not exist. Please use `POST /fapi/v1/listenKey` to recreate"
              + " `listenKey`");
  public static final Refusal BAD_RESPONSE_TYPE =
      new Refusal(400, -1136, "Invalid newOrderRespType.");
  public static final Refusal UNKNOWN_ORDER = new Refusal(400, -2011, "Unknown order sent.");
  public static final Refusal NO_SUCH_ORDER = new Refusal(400, -2013, "Order does not exist.");
  public static final Refusal KEY_FORMAT = new Refusal(401, -2014, "API-key format invalid.");
  public static final Refusal KEY_REJECTED =
      new Refusal(401, -2015, "Invalid API-key, IP, or permissions for action.");
  public static final Refusal MARGIN = new Refusal(400, -2019, "Margin is insufficient.");
  public static final Refusal WOULD_TRIGGER =
      new Refusal(400, -2021, "Order would immediately trigger.");
  public static final Refusal REDUCE_ONLY =
      new Refusal(400, -2022, "ReduceOnly Order is rejected.");
  public static final Refusal LEVERAGE_BRACKET =
      new Refusal(400, -2027, "Exceeded the maximum allowable position at current leverage.");
  public static final Refusal LEVERAGE_MARGIN =
      new Refusal(400, -2028, "Leverage is smaller than permitted: insufficient margin balance.");
  public static final Refusal PRICE_NOT_POSITIVE = new Refusal(400, -4001, "Price less than 0.");
  public static final Refusal PRICE_TOO_HIGH =
      new Refusal(400, -4002, "Price greater than max price.");
  public static final Refusal QUANTITY_NOT_POSITIVE =
      new Refusal(400, -4003, "Quantity less than zero.");
  public static final Refusal QUANTITY_TOO_SMALL =
      new Refusal(400, -4004, "Quantity less than min quantity.");
  public static final Refusal QUANTITY_TOO_LARGE =
      new Refusal(400, -4005, "Quantity greater than max quantity.");
  public static final Refusal PRICE_TOO_LOW = new Refusal(400, -4013, "Price less than min price.");
  public static final Refusal PRICE_OFF_TICK =
      new Refusal(400, -4014, "Price not increased by tick size.");
  public static final Refusal CLIENT_ID_INVALID =
      new Refusal(400, -4015, "Client order id is not valid.");
  public static final Refusal CLIENT_ID_TOO_LONG =
      new Refusal(400, -4015, "Client order id length should not be more than 36 chars");
  public static final Refusal STOP_PRICE_NOT_POSITIVE =
      new Refusal(400, -4006, "Stop price less than zero.");
  public static final Refusal QUANTITY_OFF_STEP =
      new Refusal(400, -4023, "Qty not increased by step size.");
  public static final Refusal TOO_MANY_STOPS =
      new Refusal(400, -4045, "Reach max stop order limit.");
  public static final Refusal POSITION_MODE_UNCHANGED =
      new Refusal(400, -4059, "No need to change position side.");
  public static final Refusal REDUCE_ONLY_NEEDLESS = notRequired("reduceonly");
  public static final Refusal POSITION_SIDE =
      new Refusal(400, -4061, "Order's position side does not match user's setting.");
  public static final Refusal REDUCE_ONLY_IMPROPER =
      new Refusal(400, -4062, "Invalid or improper reduceOnly value.");
  public static final Refusal MODE_WITH_ORDERS =
      new Refusal(400, -4067, "Position side cannot be changed if there exists open orders.");
  public static final Refusal MODE_WITH_POSITION =
      new Refusal(400, -4068, "Position side cannot be changed if there exists position.");
  public static final Refusal DUPLICATE_CLIENT_ID =
      new Refusal(400, -4116, "ClientOrderId is duplicated.");
  public static final Refusal REDUCE_ONLY_FAILED =
      new Refusal(
          400,
          -4118,
          "ReduceOnly Order Failed. Please check your existing position and open orders");
  public static final Refusal ALGO_ENDPOINT =
      new Refusal(
          400,
          -4120,
          "Order type not supported for this endpoint. Please use the Algo Order API endpoints"
              + " instead.");
  public static final Refusal CLOSE_ALREADY_RESTS =
      new Refusal(
          400,
          -4130,
          "An open stop or take profit order with GTE and closePosition in the direction is"
              + " existing.");
  public static final Refusal CLOSES_OTHER_WAY =
      new Refusal(400, -4136, "Target strategy invalid for orderType,closePosition");
  public static final Refusal QUANTITY_WITH_CLOSE_POSITION =
      new Refusal(400, -4137, "Quantity must be zero with closePosition equals true");
  public static final Refusal REDUCE_ONLY_WITH_CLOSE_POSITION =
      new Refusal(400, -4138, "Reduce only must be true with closePosition equals true");
  public static final Refusal NO_OPEN_POSITION =
      new Refusal(
          400,
          -4509,
          "Time in Force (TIF) GTE can only be used with open positions. Please ensure that"
              + " positions are available.");
  public static final Refusal FILL_OR_KILL =
      new Refusal(
          400,
          -5021,
          "Due to the order could not be filled immediately, the FOK order has been rejected.");
  public static final Refusal POST_ONLY =
      new Refusal(
          400,
          -5022,
          "Due to the order could not be executed as maker, the Post Only order will be rejected.");
  public static final Refusal MATCHING_CLOCK =
      new Refusal(400, -5028, "Timestamp for this request is outside of the ME recvWindow.");
  public static final Refusal TOO_MANY_REQUESTS =
      new Refusal(
          429,
          -1003,
          "Too many requests; current limit is exceeded. Please use the websocket for live updates"
              + " to avoid polling the API.");

  private static final Map<Integer, Refusal> BY_CODE =
      Stream.of(
              UNKNOWN_OUTCOME_UPSTREAM,
              TIMEOUT,
              OVERLOADED,
              CLOCK_BEHIND,
              BAD_SIGNATURE,
              PRECISION,
              BAD_SYMBOL,
              NO_SUCH_ORDER,
              KEY_FORMAT,
              KEY_REJECTED,
              MARGIN,
              WOULD_TRIGGER,
              REDUCE_ONLY,
              QUANTITY_NOT_POSITIVE,
              QUANTITY_TOO_SMALL,
              QUANTITY_TOO_LARGE,
              PRICE_OFF_TICK,
              UNKNOWN_ORDER,
              QUANTITY_OFF_STEP,
              TOO_MANY_STOPS,
              CLOSE_ALREADY_RESTS,
              QUANTITY_WITH_CLOSE_POSITION,
              REDUCE_ONLY_WITH_CLOSE_POSITION,
              NO_OPEN_POSITION,
              BAD_LISTEN_KEY,
              POSITION_SIDE,
              REDUCE_ONLY_IMPROPER,
              DUPLICATE_CLIENT_ID,
              REDUCE_ONLY_FAILED,
              ALGO_ENDPOINT,
              MATCHING_CLOCK,
              TOO_MANY_REQUESTS)
          .collect(Collectors.toUnmodifiableMap(Refusal::code, refusal -> refusal));

  /**
   * The documented answer for a code; for one not listed here HTTP 400 and a text that names it.
   */
  public static Refusal ofCode(int code) {
    return BY_CODE.getOrDefault(code, new Refusal(400, code, "Injected error " + code + "."));
  }

  /** -1102: a parameter is missing, empty or cannot be read. */
  public static Refusal parameter(String name) {
    return new Refusal(
        400,
        -1102,
        "Mandatory parameter '" + name + "' was not sent, was empty/null, or malformed.");
  }

  /** -1102: one of two parameters is needed. */
  public static Refusal oneOf(String first, String second) {
    return new Refusal(
        400,
        -1102,
        "Param '%s' or '%s' must be sent, but both were empty/null!".formatted(first, second));
  }

  /** -1106: a parameter was sent that this request has no use for. */
  public static Refusal notRequired(String name) {
    return new Refusal(400, -1106, "Parameter '" + name + "' sent when not required.");
  }

  /** -1130: a parameter is there and readable, but not allowed. */
  public static Refusal invalid(String name) {
    return new Refusal(400, -1130, "Data sent for parameter '" + name + "' is not valid.");
  }

  /** -1100: a parameter holds characters that it may not. */
  public static Refusal illegalCharacters(String name, String range) {
    return new Refusal(
        400,
        -1100,
        "Illegal characters found in parameter '%s'; legal range is '%s'.".formatted(name, range));
  }

  /** -1015: the account sends orders too fast. */
  public static Refusal tooManyOrders(int limit, String interval) {
    return new Refusal(
        429,
        -1015,
        "Too many new orders; current limit is %d orders per %s.".formatted(limit, interval));
  }

  /** -4028: outside the leverage the venue allows. */
  public static Refusal leverage(String found) {
    return new Refusal(400, -4028, "Leverage `" + found + "` is not valid");
  }

  /** -4164: worth less than the symbol's MIN_NOTIONAL. */
  public static Refusal minNotional(BigDecimal minNotional) {
    return new Refusal(
        400,
        -4164,
        "Order's notional must be no smaller than %s (unless you choose reduce only)."
            .formatted(Decimals.plain(minNotional)));
  }
}
