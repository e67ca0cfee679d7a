select answer from app.decision where id = $1
