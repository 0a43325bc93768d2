package quantum.paper.account;

/** The price a trigger is held against. There is one price here, so both mean the same. */
public enum WorkingType {
  MARK_PRICE,
  CONTRACT_PRICE
}
