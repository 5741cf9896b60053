let underWay = 0;

/** Hashes that are being made on another thread: the one thing that time waits for and that is no moment. */
export function hashesUnderWay(): number {
  return underWay;
}

const digest = crypto.subtle.digest.bind(crypto.subtle);
crypto.subtle.digest = async (...args) => {
  underWay += 1;
  try {
    return await digest(...args);
  } finally {
    underWay -= 1;
  }
};
